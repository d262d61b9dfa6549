import { EventEmitter } from 'eventemitter3';

/**
 * One kind of event of one run.
 * Each kind has an emitter of its own, and all know a single name: an emitter that meets several
 * names looks each of them up the slow way, and every step tells two events.
 */
export class Channel<Event> {
  /** Whether anybody listens, so that no event is made for nobody. */
  heard = false;
  #emitter: EventEmitter<{ event: (event: Event) => void }> | undefined;

  /** Calls back with every event; the result takes the callback away again. */
  on(call: (event: Event) => void): () => void {
    const emitter = (this.#emitter ??= new EventEmitter());
    emitter.on('event', call);
    this.heard = true;
    return () => {
      emitter.off('event', call);
      this.heard = emitter.listenerCount('event') > 0;
    };
  }

  emit(event: Event): void {
    this.#emitter?.emit('event', event);
  }

  /** Tells nobody anything any more. */
  close(): void {
    this.#emitter?.removeAllListeners();
    this.heard = false;
  }
}
