/** Every template there is, in the order of the chain. */
import { lotAdjustedTemplate, lotDisposedTemplate } from './amount-change-templates.ts';
import { lotAssayedTemplate, lotCreatedTemplate, lotTransformedTemplate } from './lot-templates.ts';
import {
  ownershipTransferredTemplate,
  transferDispatchedTemplate,
  transferReceivedTemplate,
  transferCancelledTemplate,
  unitPackedTemplate,
  unitUnpackedTemplate,
} from './movement-templates.ts';
import {
  eventVoidedTemplate,
  holdPlacedTemplate,
  holdReleasedTemplate,
  mandateEndedTemplate,
  mandateGivenTemplate,
  transferSettledTemplate,
} from './oversight-templates.ts';
import { quantityColumns } from './quantity-columns.ts';
import { shipmentExitedTemplate, shipmentPackedTemplate, shipmentUnpackedTemplate } from './shipment-templates.ts';
import { COMMON_COLUMNS, type ListRow, type Template } from './template.ts';
import type { Column } from './column.ts';

export const TEMPLATES: readonly Template[] = [
  lotCreatedTemplate,
  lotTransformedTemplate,
  lotAssayedTemplate,
  lotAdjustedTemplate,
  lotDisposedTemplate,
  transferDispatchedTemplate,
  transferReceivedTemplate,
  transferCancelledTemplate,
  transferSettledTemplate,
  unitPackedTemplate,
  unitUnpackedTemplate,
  shipmentPackedTemplate,
  shipmentUnpackedTemplate,
  shipmentExitedTemplate,
  ownershipTransferredTemplate,
  holdPlacedTemplate,
  holdReleasedTemplate,
  mandateGivenTemplate,
  mandateEndedTemplate,
  eventVoidedTemplate,
];

export function templateNamed(name: string): Template | undefined {
  return TEMPLATES.find((template) => template.name === name);
}

/** The columns of what the event has once. */
export function eventColumns(template: Template): readonly Column[] {
  const { columns, quantity } = template;
  return [...columns, ...(quantity === undefined ? [] : quantityColumns(quantity)), ...commonColumns(template)];
}

function commonColumns({ isOwnAct }: Template): readonly Column[] {
  return isOwnAct === true ? COMMON_COLUMNS.filter(({ member }) => member !== 'onBehalfOf') : COMMON_COLUMNS;
}

/** The columns of what a row adds to a list. */
export function listColumns({ columns, quantity }: ListRow): readonly Column[] {
  return [...columns, ...(quantity === undefined ? [] : quantityColumns(quantity))];
}

/** Every column with a name of its own, each once: those that come first, then those of the rows, then what all know. */
export function allColumns(template: Template): readonly Column[] {
  const own = eventColumns(template).filter((column) => !COMMON_COLUMNS.includes(column));
  const byName = new Map<string, Column>();
  const rows = Object.values(template.lists).flatMap((list) => listColumns(list));
  for (const column of [...own, ...rows, ...commonColumns(template)]) {
    if (!byName.has(column.name)) byName.set(column.name, column);
  }
  return [...byName.values()];
}
