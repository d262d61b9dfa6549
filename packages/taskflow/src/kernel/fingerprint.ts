import type { Plan } from './plan.ts';
export function fingerprint(plan: Plan): string { return plan.flow; }
