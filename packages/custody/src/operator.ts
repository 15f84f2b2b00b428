/** The party that opens the ledger; nobody else can be registered under this name. */
export const OPERATOR = 'OPERATOR';
