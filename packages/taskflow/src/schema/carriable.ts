export function carriageProblem(_value: unknown): string | undefined { return undefined; }
