/**
 * Tells the compiler a type that it cannot see for itself.
 *
 * This is the one unchecked cast of the library, and lint allows it nowhere else. It is used where
 * a value's type is proven by other means: a phantom type that no value carries, a value that ajv
 * has just validated, and a node whose names were checked by the types of its combinator.
 */
export function trust<T>(value: unknown): T {
  return value as T;
}
