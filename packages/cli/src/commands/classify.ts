import { type Classification, classify } from '@lodestone/custody/controls/classify.ts';
import type { ControlledMaterial, Itinerary } from '@lodestone/custody/controls/controlled-material.ts';
import { isCountry } from '@lodestone/custody/country.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import { classifyLot, readControls } from '@lodestone/ledger/regulation/control-lists.ts';
import { wrapColumns } from '@lodestone/lineage/plain-text.ts';
import { type HsCandidate, hsCandidates } from '@lodestone/regulation/hs-candidates.ts';
import { shippedRegister } from '@lodestone/regulation/shipped-register/shipped-register.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption, timeOption } from '../options/option-values.ts';
import { formatTable } from '../output/table.ts';
import type { Output } from '../output/output.ts';
import { readComposition } from '../options/typed-composition.ts';

const EXAMPLES = `
Examples:
  $ lodestone classify MAG-001 --destination DE
  $ lodestone classify --form magnet --net 509kg --element Nd=24.2% Dy=1% --destination DE --shipped
  $ lodestone classify --form magnet --net 20kg --element Dy=nd Tb=nd --destination US
An element that is left out is not stated, which is not none: Dy=0 says none, Dy=nd below detection.`;

interface Options {
  readonly form?: (typeof FORMS)[number];
  readonly product?: string;
  readonly net?: string;
  readonly element?: readonly string[];
  readonly destination: string;
  readonly from?: string;
  readonly endUser?: string;
  readonly endUse?: string;
  readonly hs?: string;
  readonly at?: string;
  readonly shipped?: boolean;
}

export function addClassify(program: Command): void {
  program
    .command('classify')
    .argument('[lot]', 'a lot of the ledger; else say what it is')
    .description('whether something may leave: its control codes, the reasons, and what would change the answer')
    .option('--form <form>', `what it is: ${FORMS.join(', ')}`, choiceOption('--form', FORMS))
    .option('--product <words>', 'what it is called: other commodities are known by it')
    .option('--net <mass>', 'its net mass, such as 509kg')
    .option('--element <amount...>', 'what it contains, as metal: Dy=1%, Dy=4.991kg, Dy=0, Dy=nd')
    .requiredOption('--destination <country>', 'where it goes', countryOption('--destination'))
    .option('--from <country>', 'where it leaves; without it every list counts', countryOption('--from'))
    .option('--end-user <name>', 'who uses it')
    .option('--end-use <words>', 'what for, such as military')
    .option('--hs <code>', 'the HS code that it is declared under')
    .option('--at <time>', 'at this time (default: now)', timeOption('--at'))
    .option('--shipped', 'by the lists that come with the software, without a ledger')
    .addHelpText('after', EXAMPLES)
    .action(async (lot: string | undefined, options: Options, command: Command) => {
      const { output } = contextOf(command);
      const { material, classification } = await classifyAsked(command, lot, options);
      const customs = hsCandidates(material);
      const { verdict, controls, possible, reasons, wouldChange } = classification;
      const value = { lot: lot ?? null, verdict, controls, possible, reasons, wouldChange, hsCandidates: customs };
      output.answer(value, () => formatClassification(lot, material, options, classification, customs, output));
    });
}

async function classifyAsked(command: Command, lot: string | undefined, options: Options) {
  const context = contextOf(command);
  const itinerary = itineraryOf(options);
  if (lot === undefined) {
    if (options.form === undefined) throw new CommandFailure(EXIT.usage, 'classify needs a lot, or --form');
    const { form, product = null, net, element = [] } = options;
    const material = { form, product, grade: null, ...readComposition(net, element) };
    const register =
      options.shipped === true ? shippedRegister() : await withLedger(context, (ledger) => readControls(ledger));
    return { material, classification: classify(material, itinerary, register) };
  }
  const said = ['form', 'product', 'net'] as const;
  const given =
    said.find((name) => options[name] !== undefined) ?? (options.element === undefined ? undefined : 'element');
  if (given !== undefined)
    throw new CommandFailure(EXIT.usage, `--${given} is stated beside a lot: the ledger says it`);
  const register = options.shipped === true ? shippedRegister() : undefined;
  const classified = await withLedger(context, (ledger) => classifyLot(ledger, lot, itinerary, register));
  if (classified !== null) return classified;
  throw new CommandFailure(EXIT.no, `no lot ${lot} is recorded: lodestone lots lists those that are`);
}

function itineraryOf({ destination, from, endUser, endUse, hs, at }: Options): Itinerary {
  return {
    destination,
    from: from === undefined ? [] : [from],
    endUser: endUser ?? null,
    endUse: endUse ?? null,
    hsCode: hs ?? null,
    at: at ?? new Date().toISOString(),
  };
}

function countryOption(name: string): (text: string) => string {
  return (text) => {
    const country: unknown = text;
    if (isCountry(country)) return country;
    throw new CommandFailure(
      EXIT.usage,
      `${name} must be a country code of ISO 3166, two capitals such as DE; found ${text}`,
    );
  };
}

const VERDICTS: Readonly<Record<Classification['verdict'], string>> = {
  prohibited: 'prohibited: it may not leave',
  licence: 'needs a licence',
  refer: 'referred: what is known does not tell',
  free: 'free by these lists',
};

function formatClassification(
  lot: string | undefined,
  { form, product, netMilligrams }: ControlledMaterial,
  { destination }: Options,
  { verdict, reasons, wouldChange }: Classification,
  customs: readonly HsCandidate[],
  { width, tableWidth }: Output,
): string {
  const net = netMilligrams === null ? 'net mass not stated' : `${formatKilograms(netMilligrams)} net`;
  const what = [lot, form ?? 'form not stated', product, net].filter((part) => part !== undefined && part !== null);
  const codes = formatTable(
    [{ title: 'of' }, { title: 'code' }, { title: 'described as' }, { title: 'customs' }, { title: 'seen' }],
    customs.map(({ jurisdiction, code, description, conditions, asks, isConfirmed }) => [
      jurisdiction,
      code,
      description,
      conditions === null ? '' : `${conditions}: ${asks.join(', ')}`,
      isConfirmed ? 'in a tariff' : 'from memory',
    ]),
    'No customs code is known for this form.',
    tableWidth,
  );
  return [
    `${what.join(' · ')} · to ${destination}`,
    VERDICTS[verdict],
    '',
    'Why',
    ...reasons.flatMap((reason) => indent(reason, width)),
    ...(wouldChange.length === 0 ? [] : ['', 'What would change the answer']),
    ...wouldChange.flatMap((change) => indent(change, width)),
    '',
    'Customs codes that fit; the composition decides, not the code',
    codes,
  ].join('\n');
}

function indent(text: string, width: number): string[] {
  const lines = wrapColumns(text.split(' '), ' ', width - 4);
  return lines.map((line, index) => `${index === 0 ? '  ' : '    '}${line}`);
}
