/**
 * A pair of callbacks for one promise after another.
 * Two closures for each task that is waited for cost more than calling it; a lane is made when all
 * others are in use, and remembers nothing while it is free.
 */
export interface Lane<Waiter> {
  /** What waits; set until the promise has settled. */
  waiter: Waiter | undefined;
  readonly onValue: (value: unknown) => void;
  readonly onError: (error: unknown) => void;
}

/** What a lane does with an outcome. */
export interface Outlet<Waiter> {
  readonly value: (waiter: Waiter, value: unknown) => void;
  readonly error: (waiter: Waiter, error: unknown) => void;
}

/** A pool of lanes that all lead to one outlet. */
export class Lanes<Waiter> {
  readonly #free: Lane<Waiter>[] = [];
  readonly #outlet: Outlet<Waiter>;

  constructor(outlet: Outlet<Waiter>) {
    this.#outlet = outlet;
  }

  /** Lets something wait for a promise. */
  wait(promise: Promise<unknown>, waiter: Waiter): void {
    const lane = this.#free.pop() ?? this.#open();
    lane.waiter = waiter;
    // The method of the language: whatever a subclass does with its own, it calls back just once.
    void Promise.prototype.then.call(promise, lane.onValue, lane.onError);
  }

  #open(): Lane<Waiter> {
    const lane: Lane<Waiter> = {
      waiter: undefined,
      onValue: (value) => {
        const waiter = this.#release(lane);
        if (waiter !== undefined) this.#outlet.value(waiter, value);
      },
      onError: (error) => {
        const waiter = this.#release(lane);
        if (waiter !== undefined) this.#outlet.error(waiter, error);
      },
    };
    return lane;
  }

  #release(lane: Lane<Waiter>): Waiter | undefined {
    const { waiter } = lane;
    lane.waiter = undefined;
    if (this.#free.length < mostFree) this.#free.push(lane);
    return waiter;
  }
}

// Enough for a wide flow; what a burst of more opens is given up again.
const mostFree = 4_096;
