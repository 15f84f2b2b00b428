/** The templates of what makes lots, from outside the ledger and from other lots, and of what they contain. */
import { FORMS, STEPS } from '@lodestone/custody/material.ts';
import type { Column } from './column.ts';
import { ASSAYED_QUANTITY, WHOLE_QUANTITY } from './quantity-columns.ts';
import { PART, type Template, TIME } from './template.ts';

const LOT: Column = { name: 'lot', kind: 'text', member: 'lot', needed: true, about: 'the id of the lot' };

const MATERIAL: readonly Column[] = [
  { name: 'form', kind: 'word', member: 'material.form', needed: true, about: `one of ${FORMS.join(', ')}` },
  { name: 'product', kind: 'text', member: 'material.product', needed: true, about: 'what you call the material' },
  { name: 'grade', kind: 'text', member: 'material.grade', about: 'grade or brand, such as 42SH' },
];

export const lotCreatedTemplate: Template = {
  name: 'lot-created',
  about: 'One row is one lot that enters the ledger.',
  key: [],
  columns: [
    LOT,
    TIME,
    {
      name: 'origin',
      kind: 'word',
      member: 'origin',
      needed: true,
      about: 'one of mined, imported, collected, opening-stock',
    },
    ...MATERIAL,
    { name: 'country', kind: 'country', member: 'country', needed: true, about: 'two letters of ISO 3166, such as CN' },
    { name: 'permit', kind: 'text', member: 'permit', about: 'the mining permit' },
    {
      name: 'consumption',
      kind: 'word',
      member: 'consumption',
      about: 'of what is collected or brought in: `pre-consumer` (waste of a factory) or `post-consumer`',
    },
  ],
  quantity: { prefix: 'quantity.', parts: WHOLE_QUANTITY },
  lists: {},
  examples: [
    {
      occurredAt: '2026-03-01T08:00:00.000Z',
      lot: 'ORE-001',
      origin: 'mined',
      material: { form: 'ore', product: 'ion-adsorption clay' },
      country: 'CN',
      permit: 'C3600002026035120099001',
      quantity: {
        netMilligrams: 1_000_000_000_000,
        moisturePartsPerMillion: 150_000,
        elementMilligrams: { Pr: 62_569_000, Nd: 263_983_000, Dy: 15_731_000 },
      },
    },
  ],
};

export const lotTransformedTemplate: Template = {
  name: 'lot-transformed',
  about:
    'One row is one input, output or loss of a step; the rows of a step stand together and have the same reference.',
  key: ['reference'],
  columns: [
    TIME,
    { name: 'step', kind: 'word', member: 'step', needed: true, about: `one of ${STEPS.join(', ')}` },
    {
      name: PART,
      kind: 'word',
      member: PART,
      needed: true,
      about: '`input`, `output` or `loss`: what this row is of the step; of a circuit also `opening` and `closing`',
    },
    {
      name: 'circuit',
      kind: 'text',
      member: 'circuit.id',
      about:
        'the circuit that the step is one of; its stock stands in an `opening` and a `closing` row, none is nothing',
    },
  ],
  lists: {
    input: {
      member: 'inputs',
      columns: [{ ...LOT, about: 'the lot; an input that states no amount is all that remains of it' }],
      quantity: { prefix: '', parts: ['net', 'volume', 'pieces', 'elements'] },
    },
    output: {
      member: 'outputs',
      columns: [LOT, ...MATERIAL],
      quantity: { prefix: 'quantity.', parts: WHOLE_QUANTITY },
    },
    loss: {
      member: 'losses',
      isOptional: true,
      columns: [
        { name: 'loss kind', kind: 'word', member: 'kind', needed: true, about: 'a word, such as process-loss' },
      ],
      quantity: { prefix: '', parts: ['net', 'elements'] },
    },
    opening: { member: 'circuit.opening', isOne: true, columns: [], quantity: { prefix: '', parts: ['elements'] } },
    closing: { member: 'circuit.closing', isOne: true, columns: [], quantity: { prefix: '', parts: ['elements'] } },
  },
  examples: [
    {
      occurredAt: '2026-03-04T08:00:00.000Z',
      step: 'solvent-extraction',
      inputs: [{ lot: 'LIQ-001' }],
      outputs: [
        {
          lot: 'OX-PRND',
          material: { form: 'oxide', product: 'Pr-Nd oxide 99.9' },
          quantity: { netMilligrams: 291_353_000, elementMilligrams: { Pr: 47_060_000, Nd: 198_549_000 } },
        },
      ],
      losses: [{ kind: 'process-loss', elementMilligrams: { Pr: 1_961_000, Nd: 8_273_000 } }],
      extra: { reference: 'SX-2026-031' },
    },
    {
      occurredAt: '2026-03-20T08:00:00.000Z',
      step: 'solvent-extraction',
      inputs: [{ lot: 'LIQ-002' }],
      outputs: [
        {
          lot: 'OX-ND',
          material: { form: 'oxide', product: 'neodymium oxide', grade: '3N' },
          quantity: { netMilligrams: 130_000_000, elementMilligrams: { Nd: 110_000_000 } },
        },
      ],
      circuit: {
        id: 'SX-1',
        openingElementMilligrams: { Pr: 37_325_536, Nd: 47_479_058 },
        closingElementMilligrams: { Pr: 38_325_536, Nd: 46_479_058 },
      },
      extra: { reference: 'SX-2026-032' },
    },
  ],
};

export const lotAssayedTemplate: Template = {
  name: 'lot-assayed',
  about: 'One row is one certificate: what a laboratory found in a lot.',
  key: [],
  columns: [
    LOT,
    { ...TIME, about: `${TIME.about}: when the result was known` },
    { name: 'laboratory', kind: 'text', member: 'laboratory', needed: true, about: 'the party that found it' },
    { name: 'method', kind: 'text', member: 'method', needed: true, about: 'how, in words, such as ICP-OES' },
    {
      name: 'uncertainty',
      kind: 'share',
      member: 'uncertainty',
      needed: true,
      unit: '%',
      about: 'standard uncertainty (one sigma) of each element, relative to its mass',
    },
    { name: 'version', kind: 'word', member: 'version', needed: true, about: 'one of provisional, final, umpire' },
  ],
  quantity: { prefix: 'quantity.', parts: ASSAYED_QUANTITY },
  lists: {},
  examples: [
    {
      occurredAt: '2026-04-18T11:00:00.000Z',
      lot: 'OX-PR',
      laboratory: 'LAB-H',
      method: 'ICP-OES after acid digestion',
      uncertaintyPartsPerMillion: 4_000,
      version: 'provisional',
      quantity: {
        netMilligrams: 36_900_000,
        lossOnIgnitionPartsPerMillion: 4_000,
        elementMilligrams: { Pr: 29_950_000, Nd: 12_000 },
        notDetected: ['Dy'],
      },
    },
  ],
};
