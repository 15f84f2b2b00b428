// oxlint's types for rules. It exports the type of its rule tester only, so they are taken from there.
import type { RuleTester } from 'oxlint/plugins-dev';

export type Rule = Extract<Parameters<RuleTester['run']>[1], { create: unknown }>;
type Visitor = ReturnType<Rule['create']>;
export type Node = Parameters<NonNullable<Visitor['Identifier']>>[0]['parent'];
