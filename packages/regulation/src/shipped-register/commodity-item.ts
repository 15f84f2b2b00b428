import type { ControlItem } from '@lodestone/custody/controls/control-register.ts';

/** An item for what is no rare earth, which is known by its product and HS code. It needs a licence unless `more` says otherwise. */
export function commodityItem(
  code: string,
  description: string,
  commodity: NonNullable<ControlItem['commodity']>,
  more: Partial<ControlItem> = {},
): ControlItem {
  return { code, description, commodity, requires: 'licence', ...more };
}
