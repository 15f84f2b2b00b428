/** What becomes of an application for an export licence, step by step. */
import * as z from 'zod';
import { commonMembers, listOf, longTextSchema, textSchema, wordSchema } from '../events/event-members.ts';
import { identifierSchema, timestampSchema } from '../identifier.ts';
import { lineMassSchema, suppliedMembers, URGENCY_CLASSES, URGENCY_GROUNDS } from './licence-application-schema.ts';

const caseMembers = { ...commonMembers, licence: identifierSchema };

/** What is missing or asked for: a word for programs, such as `end-user-certificate`, and a sentence. */
const missingItemSchema = z.strictObject({ item: wordSchema, text: textSchema });

/** Not taken in: what is missing is named. */
export const licenceReturnedSchema = z.strictObject({
  type: z.literal('licence-returned'),
  ...caseMembers,
  missing: listOf(missingItemSchema),
});

/** Taken in: the clock starts. */
export const licenceAcceptedSchema = z.strictObject({ type: z.literal('licence-accepted'), ...caseMembers });

/** The clock stops until it is answered. */
export const licenceInformationRequestedSchema = z.strictObject({
  type: z.literal('licence-information-requested'),
  ...caseMembers,
  asked: listOf(missingItemSchema),
  answerBy: timestampSchema.optional(),
});

export const licenceInformationProvidedSchema = z.strictObject({
  type: z.literal('licence-information-provided'),
  ...caseMembers,
  ...suppliedMembers,
});

const REVIEW_STAGES = ['local', 'central'] as const;

export const licenceReviewedSchema = z.strictObject({
  type: z.literal('licence-reviewed'),
  ...caseMembers,
  stage: z.enum(REVIEW_STAGES),
  outcome: z.enum(['supported', 'not-supported']),
  reason: longTextSchema,
});

export const licenceExpeditedSchema = z
  .strictObject({
    type: z.literal('licence-expedited'),
    ...caseMembers,
    ask: z
      .strictObject({
        class: z.enum(URGENCY_CLASSES),
        ground: z.enum(URGENCY_GROUNDS),
        text: longTextSchema,
        /** For whom, where it is not the party that records it. */
        askedBy: textSchema.optional(),
      })
      .optional(),
    answer: z.strictObject({ outcome: z.enum(['granted', 'declined']), text: longTextSchema }).optional(),
  })
  .refine(({ ask, answer }) => ask !== undefined || answer !== undefined, {
    path: ['answer'],
    message: 'is missing: ask for haste, or answer',
  })
  .refine(({ ask, answer }) => ask === undefined || answer === undefined, {
    path: ['ask'],
    message: 'is stated, and an answer to it: who asks does not answer',
  });

/** What a decision rests on, for programs: the same code means the same in every case. */
const GRANT_REASONS = ['civil-end-use', 'humanitarian', 'government-assurance', 'other'] as const;
const REFUSAL_REASONS = [
  'end-use-not-shown',
  'end-user-not-shown',
  'military-end-use',
  'listed-party',
  'diversion-risk',
  'false-statement',
  'incomplete',
  'other',
] as const;

const decisionMembers = {
  reason: longTextSchema,
  /** The article that the decision rests on. */
  legalBasis: textSchema,
};

export const licenceDecidedSchema = z
  .strictObject({
    type: z.literal('licence-decided'),
    ...caseMembers,
    ...decisionMembers,
    outcome: z.enum(['granted', 'refused']),
    reasonCode: z.enum([...new Set([...GRANT_REASONS, ...REFUSAL_REASONS])]),
    /** The number on the paper. */
    number: textSchema.optional(),
    validFrom: timestampSchema.optional(),
    validTo: timestampSchema.optional(),
    /** Where less is granted than was asked. A line that is left out is not granted. */
    lines: listOf(lineMassSchema).optional(),
    conditions: longTextSchema.optional(),
  })
  .superRefine(({ outcome, reasonCode, ...grant }, context) => {
    const codes: readonly string[] = outcome === 'granted' ? GRANT_REASONS : REFUSAL_REASONS;
    if (!codes.includes(reasonCode)) {
      const message = `must be one of ${codes.join(', ')} where the outcome is ${outcome}`;
      context.addIssue({ code: 'custom', path: ['reasonCode'], message });
    }
    for (const member of ['number', 'validFrom', 'validTo'] as const) {
      if (outcome === 'granted' && grant[member] === undefined) {
        context.addIssue({ code: 'custom', path: [member], message: 'is missing: what is granted has it' });
      }
    }
    for (const member of ['number', 'validFrom', 'validTo', 'lines', 'conditions'] as const) {
      if (outcome === 'refused' && grant[member] !== undefined) {
        context.addIssue({ code: 'custom', path: [member], message: 'has no place in a refusal' });
      }
    }
  });

/** What it leaves out stays as it was granted. */
export const licenceAmendedSchema = z
  .strictObject({
    type: z.literal('licence-amended'),
    ...caseMembers,
    reason: longTextSchema,
    lines: listOf(lineMassSchema).optional(),
    validTo: timestampSchema.optional(),
    port: textSchema.optional(),
    mode: textSchema.optional(),
  })
  .refine(({ lines, validTo, port, mode }) => [lines, validTo, port, mode].some((member) => member !== undefined), {
    path: ['lines'],
    message: 'is missing: amend lines, validTo, port or mode',
  });

export const licenceSuspendedSchema = z.strictObject({
  type: z.literal('licence-suspended'),
  ...caseMembers,
  ...decisionMembers,
});

export const licenceResumedSchema = z.strictObject({
  type: z.literal('licence-resumed'),
  ...caseMembers,
  reason: longTextSchema,
});

export const licenceRevokedSchema = z.strictObject({
  type: z.literal('licence-revoked'),
  ...caseMembers,
  ...decisionMembers,
});

export const licenceWithdrawnSchema = z.strictObject({
  type: z.literal('licence-withdrawn'),
  ...caseMembers,
  reason: longTextSchema,
});
