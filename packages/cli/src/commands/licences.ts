import type { LicenceStatus } from '@lodestone/custody/controls/licence.ts';
import { browseLicences, type LicenceFilter } from '@lodestone/ledger/regulation/browse-licences.ts';
import { ageingOf } from '@lodestone/regulation/licences/ageing.ts';
import { CHINESE_CALENDAR } from '@lodestone/regulation/licences/chinese-calendar.ts';
import {
  PROCESSING_KEYS,
  type ProcessingKey,
  processingTimesOf,
} from '@lodestone/regulation/licences/processing-times.ts';
import { overlappingLicences } from '@lodestone/regulation/licences/overlapping.ts';
import { forecastQueue, QUEUE_WEEKS } from '@lodestone/regulation/licences/queue-forecast.ts';
import { urgencySharesOf } from '@lodestone/regulation/licences/urgency-share.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import {
  formatAgeing,
  formatLicences,
  formatOverlaps,
  formatProcessingTimes,
  formatQueue,
  formatUrgency,
} from '../answers/licences-table.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { choiceOption, timeOption, wholeNumberOption } from '../options/option-values.ts';

const EXAMPLES = `
Examples:
  $ lodestone licences --exporter MAGNETS-D --status granted
  $ lodestone licences --ageing               what waits, the oldest first
  $ lodestone licences --queue --weeks 4      when it would be decided at the pace of four weeks
  $ lodestone licences --times destination    how long decisions took, country by country`;

const STATUSES = [
  'applied',
  'returned',
  'accepted',
  'waiting',
  'granted',
  'refused',
  'suspended',
  'revoked',
  'withdrawn',
] as const satisfies readonly LicenceStatus[];

interface Options extends LicenceFilter {
  readonly limit: number;
  readonly ageing?: boolean;
  readonly queue?: boolean;
  readonly weeks?: number;
  readonly times?: ProcessingKey;
  readonly urgency?: boolean;
  readonly overlaps?: boolean;
  readonly at?: string;
}

export function addLicences(program: Command): void {
  addAsKnownAt(addListCommand(program, 'licences', 'export licences and applications for them, and how long they take'))
    .option('--status <status>', `only those that are ${STATUSES.join(', ')}`, choiceOption('--status', STATUSES))
    .option('--exporter <party>', 'only those that the party applied for')
    .option('--destination <country>', 'only those to a country')
    .option('--ageing', 'only open cases, with their clocks, the oldest first')
    .option('--queue', 'when open cases would be decided, at the pace of the last weeks')
    .option('--weeks <count>', `of how many weeks (default: ${QUEUE_WEEKS})`, wholeNumberOption('--weeks', 1))
    .option(
      '--times <key>',
      `how long decisions took, by ${PROCESSING_KEYS.join(', ')}`,
      choiceOption('--times', PROCESSING_KEYS),
    )
    .option('--urgency', 'how much of what each exporter has open it calls urgent')
    .option('--overlaps', 'general licences that let the same goods go to the same customer at the same time')
    .option('--at <time>', 'clocks and the queue as they are at this time (default: now)', timeOption('--at'))
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { tableWidth } = output;
      const at = options.at ?? new Date().toISOString();
      const licences = await withLedger(context, (ledger) => browseLicences(ledger, options));
      if (options.ageing === true) {
        const cases = ageingOf(licences, CHINESE_CALENDAR, at).slice(0, options.limit);
        answerRows(context, cases, options, () => formatAgeing(cases, tableWidth));
      } else if (options.queue === true) {
        const forecast = forecastQueue(licences, at, options.weeks);
        output.answer(forecast, () => formatQueue(forecast, tableWidth));
      } else if (options.times !== undefined) {
        const times = processingTimesOf(licences, CHINESE_CALENDAR, options.times);
        output.answer(times, () => formatProcessingTimes(times, options.times ?? '', tableWidth));
      } else if (options.urgency === true) {
        const shares = urgencySharesOf(licences);
        output.answer(shares, () => formatUrgency(shares, tableWidth));
      } else if (options.overlaps === true) {
        const overlaps = overlappingLicences(licences, at);
        output.answer(overlaps, () => formatOverlaps(overlaps, tableWidth));
      } else {
        const rows = licences.slice(0, options.limit);
        answerRows(context, rows, options, () => formatLicences(rows, tableWidth));
      }
    });
}
