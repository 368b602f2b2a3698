/** Milliseconds and shares to two decimals. */
export const round = (value) => Math.round(value * 100) / 100;

/**
 * A percentile by nearest rank: exact, because all samples are kept.
 *
 * @param {readonly number[] | Float64Array} sorted ascending
 * @param {number} share from 0 to 1
 */
function percentile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** The percentiles of samples. */
export function distribution(samples) {
  const sorted = Float64Array.from(samples).sort();
  return {
    p50: round(percentile(sorted, 0.5)),
    p95: round(percentile(sorted, 0.95)),
    p99: round(percentile(sorted, 0.99)),
    max: round(sorted.at(-1) ?? 0),
  };
}

/** The median of a few figures. */
export function median(values) {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
