/** Licences as tables: all, those that wait by age, the queue, how long decisions took, who calls what urgent, what overlaps. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import type { AgeingCase } from '@lodestone/regulation/licences/ageing.ts';
import type { LicenceOverlap } from '@lodestone/regulation/licences/overlapping.ts';
import type { ProcessingTimes } from '@lodestone/regulation/licences/processing-times.ts';
import type { QueueForecast } from '@lodestone/regulation/licences/queue-forecast.ts';
import type { UrgencyShare } from '@lodestone/regulation/licences/urgency-share.ts';
import { describeClock } from './licence-text.ts';
import { formatTable } from '../output/table.ts';
import { wrappedLines } from '../output/wrapped-lines.ts';

const itemsOf = ({ lines }: Licence) => [...new Set(lines.map(({ code }) => code))].join(', ');
const netOf = ({ lines }: Licence) => lines.reduce((sum, { netMilligrams }) => sum + netMilligrams, 0n);

export function formatLicences(licences: readonly Licence[], width: number): string {
  const columns = [
    { title: 'licence' },
    { title: 'exporter' },
    { title: 'consignee' },
    { title: 'to' },
    { title: 'kind', whenTooWide: 'left-out' },
    { title: 'items', whenTooWide: 'wrapped' },
    { title: 'net', align: 'right' },
    { title: 'status' },
    { title: 'urgency', whenTooWide: 'left-out' },
    { title: 'until' },
  ] as const;
  const rows = licences.map((licence) => [
    licence.licence,
    licence.exporter,
    licence.consignee,
    licence.destination,
    licence.kind,
    itemsOf(licence),
    formatKilograms(netOf(licence)),
    licence.status,
    licence.urgency ?? '',
    licence.validTo?.slice(0, 10) ?? '',
  ]);
  return formatTable(columns, rows, 'No licences.', width);
}

export function formatAgeing(cases: readonly AgeingCase[], width: number): string {
  const columns = [
    { title: 'licence' },
    { title: 'exporter' },
    { title: 'to' },
    { title: 'status' },
    { title: 'urgency' },
    { title: 'clock' },
  ] as const;
  const rows = cases.map(({ licence, clock }) => [
    licence.licence,
    licence.exporter,
    licence.destination,
    licence.status,
    licence.urgency ?? '',
    describeClock(clock),
  ]);
  return formatTable(columns, rows, 'No case is open.', width);
}

export function formatQueue(forecast: QueueForecast, width: number): string {
  const { weeks, decisions, accepted, waitingForExporters, queue } = forecast;
  const columns = [
    { title: 'place', align: 'right' },
    { title: 'licence' },
    { title: 'exporter' },
    { title: 'taken in' },
    { title: 'in weeks', align: 'right' },
    { title: 'about' },
  ] as const;
  const rows = queue.map((queued) => [
    String(queued.place),
    queued.licence,
    queued.exporter,
    queued.acceptedAt.slice(0, 10),
    queued.weeks === null ? '?' : String(queued.weeks),
    queued.expectedAt?.slice(0, 10) ?? 'nothing was decided',
  ]);
  const pace = `In the last ${weeks} weeks ${accepted} were taken in and ${decisions} decided; ${waitingForExporters} wait for their exporters.`;
  const how = `A case at place p is expected after p × ${weeks} ÷ ${decisions} weeks, rounded up.`;
  const table = formatTable(columns, rows, 'No case is in the queue.', width);
  const heading = [pace, ...(queue.length === 0 || decisions === 0 ? [] : [how])];
  return [...heading.flatMap((line) => wrappedLines(line, width)), '', table].join('\n');
}

export function formatProcessingTimes(times: readonly ProcessingTimes[], key: string, width: number): string {
  const columns = [
    { title: key },
    { title: 'decisions', align: 'right' },
    { title: 'granted', align: 'right' },
    { title: 'refused', align: 'right' },
    { title: 'median days', align: 'right' },
    { title: 'beyond all', align: 'right' },
    { title: 'longest', align: 'right' },
    { title: 'overdue', align: 'right' },
  ] as const;
  const rows = times.map((one) => [
    one.group,
    String(one.decisions),
    String(one.granted),
    String(one.refused),
    String(one.medianWorkingDays),
    one.beyondMedianWorkingDays > 0 ? `+${one.beyondMedianWorkingDays}` : String(one.beyondMedianWorkingDays),
    String(one.longestWorkingDays),
    String(one.overdue),
  ]);
  return formatTable(columns, rows, 'Nothing is decided yet.', width);
}

export function formatUrgency(shares: readonly UrgencyShare[], width: number): string {
  const columns = [
    { title: 'exporter' },
    { title: 'open', align: 'right' },
    { title: 'urgent', align: 'right' },
    { title: 'most urgent', align: 'right' },
    { title: 'share', align: 'right' },
    { title: 'advice' },
  ] as const;
  const rows = shares.map(({ exporter, open, urgent, mostUrgent, urgentPartsPerMillion, isTooMuch }) => [
    exporter,
    String(open),
    String(urgent),
    String(mostUrgent),
    formatPercent(BigInt(urgentPartsPerMillion)),
    isTooMuch ? 'ask which come first' : 'none',
  ]);
  return formatTable(columns, rows, 'No case is open.', width);
}

export function formatOverlaps(overlaps: readonly LicenceOverlap[], width: number): string {
  const columns = [
    { title: 'exporter' },
    { title: 'consignee' },
    { title: 'to' },
    { title: 'item' },
    { title: 'lines', whenTooWide: 'wrapped' },
    { title: 'together', align: 'right' },
  ] as const;
  const rows = overlaps.map(({ exporter, consignee, destination, code, lines, togetherMilligrams }) => [
    exporter,
    consignee,
    destination,
    code,
    lines.map(({ licence, line }) => `line ${line} of ${licence}`).join(', '),
    formatKilograms(togetherMilligrams),
  ]);
  return formatTable(columns, rows, 'No general licence is beside another.', width);
}
