/** The `lodestone` command with all of its commands, before it is given words to work on. */
import { Command } from 'commander';
import { addAccess } from './commands/access.ts';
import { addAudit } from './commands/audit.ts';
import { addAuditor } from './commands/auditor.ts';
import { addBalance } from './commands/balance.ts';
import { addAssays } from './commands/assays.ts';
import { addCase } from './commands/case.ts';
import { addClassify } from './commands/classify.ts';
import { addControls } from './commands/controls.ts';
import { addClaims } from './commands/claims.ts';
import { addCheckpoint } from './commands/checkpoint.ts';
import { addCheckpointKey } from './commands/checkpoint-key.ts';
import { addDemo } from './commands/demo.ts';
import { addDocument } from './commands/document.ts';
import { addDisputes } from './commands/disputes.ts';
import { addEraseOpening } from './commands/erase-opening.ts';
import { addEvents } from './commands/events.ts';
import { addFigures } from './commands/figures.ts';
import { addFind } from './commands/find.ts';
import { addFindings } from './commands/findings.ts';
import { addExport } from './commands/export.ts';
import { addInventory } from './commands/inventory.ts';
import { addImport } from './commands/import.ts';
import { addInit } from './commands/init.ts';
import { addKey } from './commands/key.ts';
import { addLicence } from './commands/licence.ts';
import { addLicences } from './commands/licences.ts';
import { addLot } from './commands/lot.ts';
import { addLots } from './commands/lots.ts';
import { addMandates } from './commands/mandates.ts';
import { addMirror } from './commands/mirror.ts';
import { addOpen } from './commands/open.ts';
import { addOrigins } from './commands/origins.ts';
import { addParties } from './commands/parties.ts';
import { addProve } from './commands/prove.ts';
import { addPublish } from './commands/publish.ts';
import { addReader } from './commands/reader.ts';
import { addQuotas } from './commands/quotas.ts';
import { addRebuild } from './commands/rebuild.ts';
import { addRecall } from './commands/recall.ts';
import { addRecord } from './commands/record.ts';
import { addScan } from './commands/scan.ts';
import { addSeal } from './commands/seal.ts';
import { addServer } from './commands/server.ts';
import { addShipment } from './commands/shipment.ts';
import { addShipments } from './commands/shipments.ts';
import { addRules } from './commands/rules.ts';
import { addRestoreGrants } from './commands/restore-grants.ts';
import { addReturns } from './commands/returns.ts';
import { addSales } from './commands/sales.ts';
import { addSign } from './commands/sign.ts';
import { addSubmit } from './commands/submit.ts';
import { addSupply } from './commands/supply.ts';
import { addTemplate } from './commands/template.ts';
import { addTrace } from './commands/trace.ts';
import { addTransfers } from './commands/transfers.ts';
import { addUnit } from './commands/unit.ts';
import { addUnits } from './commands/units.ts';
import { addView } from './commands/view.ts';
import { addVerify } from './commands/verify.ts';
import { addVerifyBundle } from './commands/verify-bundle.ts';
import { addWatch } from './commands/watch.ts';
import { addWitness } from './commands/witness.ts';
import { VERSION } from './version.ts';

/** In the order in which the help lists them. */
const COMMANDS = [
  addInit,
  addKey,
  addRecord,
  addSign,
  addSubmit,
  addTemplate,
  addImport,
  addLot,
  addLots,
  addAssays,
  addEvents,
  addTransfers,
  addDisputes,
  addShipments,
  addShipment,
  addLicence,
  addLicences,
  addUnit,
  addUnits,
  addParties,
  addDocument,
  addFind,
  addScan,
  addSeal,
  addOpen,
  addView,
  addAccess,
  addEraseOpening,
  addReader,
  addMandates,
  addInventory,
  addBalance,
  addQuotas,
  addSales,
  addReturns,
  addTrace,
  addOrigins,
  addClaims,
  addCase,
  addFindings,
  addControls,
  addClassify,
  addRecall,
  addRules,
  addMirror,
  addSupply,
  addFigures,
  addVerify,
  addCheckpoint,
  addCheckpointKey,
  addPublish,
  addExport,
  addProve,
  addVerifyBundle,
  addAudit,
  addAuditor,
  addWatch,
  addWitness,
  addRebuild,
  addRestoreGrants,
  addServer,
  addDemo,
] as const;

export function createProgram(): Command {
  const program: Command = new Command('lodestone')
    .description('chain of custody for rare-earth material, from mine to magnet')
    .version(VERSION)
    .option('--ledger <origin>', 'which ledger, where the database holds several')
    .option(
      '--data <folder>',
      'the data folder: keys, and the database unless one is named (default: ./lodestone-data)',
    )
    .option('--database <url>', 'a PostgreSQL server to use instead of the data folder’s own')
    .option('--anchor <file>', 'where the last published checkpoint is kept (default: in the user’s state folder)')
    .option('--json', 'one JSON document on standard output')
    .option('--quiet', 'only what was asked for')
    .option('--no-color', 'plain text')
    .option('--debug', 'show where a failure comes from')
    .showHelpAfterError('(lodestone --help lists the commands, lodestone <command> --help their options)')
    .configureHelp({
      showGlobalOptions: true,
      // Of a command within a command, the outer one's options are none that it takes.
      visibleGlobalOptions: (command) => (command === program ? [] : program.options.filter(({ hidden }) => !hidden)),
    })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'lodestone: ')) })
    .exitOverride();
  for (const add of COMMANDS) add(program);
  return program;
}
