/** One shipment at the export gate, for people and for programs. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { ViewedShipment } from '@lodestone/ledger/regulation/view-shipment.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';
import { wrappedLines } from '../output/wrapped-lines.ts';

/** As `--json` shows it: masses in milligrams, and what was declared as it was signed. */
export function shipmentValue({ file, ...view }: ViewedShipment): object {
  const { declared, arrivals } = file;
  return {
    ...view,
    declared: declared === null ? null : declared.event,
    arrivals: arrivals.map(({ party, event }) => {
      const { occurredAt, netMilligrams, country = null, use = null } = event;
      return { party, occurredAt, netMilligrams, country, use };
    }),
  };
}

/** Within `width` columns. */
export function formatShipment(view: ViewedShipment, width: number): string {
  const { shipment, state, packedBy, consignee, destination, netMilligrams } = view;
  const net = netMilligrams === null ? '' : `, ${formatKilograms(netMilligrams)} net`;
  const parts = [
    [
      ...wrappedLines(`${shipment}  ${state}: ${packedBy} to ${consignee} (${destination})${net}`, width),
      ...declaredLines(view, width),
    ],
    [formatGoods(view, width)],
    ...optional('Drawn of licences', view.draws.length > 0, () => formatDraws(view, width)),
    ...optional('What holds it', view.holds.length > 0, () => formatHolds(view, width)),
    ...optional('Not compared', view.notices.length > 0, () => {
      return view.notices.flatMap((notice) => wrappedLines(notice, width, 1)).join('\n');
    }),
    ...optional('Arrivals', view.file.arrivals.length > 0, () => formatArrivals(view)),
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function optional(title: string, isThere: boolean, text: () => string): string[][] {
  return isThere ? [[title, text()]] : [];
}

function declaredLines({ file: { declared } }: ViewedShipment, width: number): string[] {
  if (declared === null) return ['  not declared'];
  const { isControlled, controlCodes = [], hsCode, port, mode, endUser, sealed, declaration } = declared.event;
  const told = (title: string, member: string, value: string | undefined) => {
    if (value !== undefined) return [`${title} ${value}`];
    return sealed !== undefined && Object.hasOwn(sealed, member) ? [`${title} sealed`] : [];
  };
  const controlled = isControlled ? ['controlled', ...controlCodes].join(' ') : 'not controlled';
  const words = [
    ...told('number', 'declaration', declaration),
    controlled,
    ...told('HS', 'hsCode', hsCode),
    ...told('end user', 'endUser', endUser),
    ...told('port', 'port', port),
    ...told('mode', 'mode', mode),
  ];
  return wrappedLines(`declared ${formatTime(declared.event.occurredAt)} UTC: ${words.join(', ')}`, width, 1);
}

function formatGoods({ goods }: ViewedShipment, width: number): string {
  const columns = [
    { title: 'lot' },
    { title: 'form' },
    { title: 'net', align: 'right' },
    { title: 'verdict' },
    { title: 'codes', whenTooWide: 'wrapped' },
  ] as const;
  const cells = goods.map(({ lot, form, netMilligrams, verdict, codes }) => [
    lot,
    form ?? '',
    netMilligrams === null ? '' : formatKilograms(netMilligrams),
    verdict,
    codes.join(', '),
  ]);
  const lotsBy = Map.groupBy(
    goods.flatMap(({ lot, reasons }) => reasons.map((reason) => ({ lot, reason }))),
    ({ reason }) => reason,
  );
  const why = [...lotsBy].flatMap(([reason, lots]) => {
    return wrappedLines(`${lots.map(({ lot }) => lot).join(', ')}: ${reason}`, width, 1);
  });
  return [formatTable(columns, cells, 'No lots.', width), ...why].join('\n');
}

function formatDraws({ draws }: ViewedShipment, width: number): string {
  const columns = [
    { title: 'licence' },
    { title: 'line' },
    { title: 'reserved', align: 'right' },
    { title: 'consumed', align: 'right' },
  ] as const;
  const cells = draws.map(({ licence, line, reservedMilligrams, consumedMilligrams }) => [
    licence,
    line,
    formatKilograms(reservedMilligrams),
    formatKilograms(consumedMilligrams),
  ]);
  return formatTable(columns, cells, 'Nothing.', width);
}

/** What is in the way, and under it what clears that. */
function formatHolds({ holds }: ViewedShipment, width: number): string {
  return holds
    .flatMap(({ message, clears }) => [
      ...wrappedLines(message.replace(`; ${clears}`, ''), width, 1),
      ...wrappedLines(`clears it: ${clears}`, width, 2),
    ])
    .join('\n');
}

function formatArrivals({ file: { arrivals } }: ViewedShipment): string {
  return arrivals
    .map(({ party, event: { occurredAt, netMilligrams, country, use } }) => {
      const where = country === undefined ? '' : ` in ${country}`;
      const net = formatKilograms(BigInt(netMilligrams));
      return `  ${formatTime(occurredAt)} UTC${where}, by ${party}: ${net} net${use === undefined ? '' : `, for ${use}`}`;
    })
    .join('\n');
}
