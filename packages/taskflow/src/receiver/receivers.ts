import { DeclarationError } from '../errors.ts';
import type { Receiver } from './receiver.ts';

/**
 * Receivers by name.
 *
 * @throws {DeclarationError} when two have one name.
 */
export function byName(receivers: readonly Receiver[]): ReadonlyMap<string, Receiver> {
  const known = new Map<string, Receiver>();
  for (const receiver of receivers) {
    if (known.has(receiver.name))
      throw new DeclarationError(receiver.name, 'is registered twice as a receiver');
    known.set(receiver.name, receiver);
  }
  return known;
}
