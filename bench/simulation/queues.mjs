/** A FIFO queue of integers. */
export function createQueue() {
  let items = new Int32Array(16);
  let head = 0;
  let length = 0;

  function grow() {
    const larger = new Int32Array(2 * items.length);
    for (let index = 0; index < length; index++) larger[index] = items[(head + index) % items.length];
    items = larger;
    head = 0;
  }

  function shift() {
    const item = items[head];
    head = (head + 1) % items.length;
    length--;
    return item;
  }

  return {
    get length() {
      return length;
    },
    push(item) {
      if (length === items.length) grow();
      items[(head + length++) % items.length] = item;
    },
    shift,
    /** Takes up to `count`. */
    take: (count) => Array.from({ length: Math.min(count, length) }, shift),
  };
}

/**
 * Timers of one fixed delay, which therefore fire in the order in which they were set.
 *
 * @param {number} delayMs
 * @param {(item: number, now: number) => void} happen
 */
export function createDelay(delayMs, happen) {
  const items = createQueue();
  const times = [];
  let head = 0;
  return {
    get next() {
      return head < times.length ? times[head] : Number.POSITIVE_INFINITY;
    },
    note(item, now) {
      items.push(item);
      times.push(now + delayMs);
    },
    happen() {
      const now = times[head++];
      if (head === 4_096) {
        times.splice(0, head);
        head = 0;
      }
      happen(items.shift(), now);
    },
  };
}

/** A timer queue (binary heap). Of two at the same time, the one set first fires first. */
export function createAgenda() {
  const times = [];
  const orders = [];
  const things = [];
  let noted = 0;

  const isBefore = (at, order, index) => at < times[index] || (at === times[index] && order < orders[index]);

  function put(index, at, order, what) {
    times[index] = at;
    orders[index] = order;
    things[index] = what;
  }

  function move(from, to) {
    put(to, times[from], orders[from], things[from]);
  }

  /** Sifts an entry down from an empty slot. */
  function sink(at, order, what) {
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= times.length) break;
      if (child + 1 < times.length && isBefore(times[child + 1], orders[child + 1], child)) child++;
      if (isBefore(at, order, child)) break;
      move(child, index);
      index = child;
    }
    put(index, at, order, what);
  }

  return {
    /** Time of the next timer. */
    get next() {
      return times.length === 0 ? Number.POSITIVE_INFINITY : times[0];
    },
    /** @param {unknown} what */
    note(at, what) {
      const order = noted++;
      let index = times.length;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!isBefore(at, order, parent)) break;
        move(parent, index);
        index = parent;
      }
      put(index, at, order, what);
    },
    takeNext() {
      const [first] = things;
      const [at, order, what] = [times.pop(), orders.pop(), things.pop()];
      if (times.length > 0) sink(at, order, what);
      return first;
    },
  };
}
