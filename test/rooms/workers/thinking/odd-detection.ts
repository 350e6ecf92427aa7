import process from 'node:process';
import { openDetection, type Detection } from '#services/detection.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';

/** Objects that are read in an odd way, by their keys, and what a test is told of it. */
export interface OddParts {
  /** Reading it never ends. */
  readonly endless?: string;
  /** Whoever reads it is gone. */
  readonly deadly?: string;
  /** Reading it takes a while, in which nothing is done. */
  readonly drowsy?: string;
  /** Nothing is ever concluded of it. */
  readonly pensive?: string;
  /** How often reading an endless one began, and a deadly one. */
  readonly begun: Int32Array;
}

/** What threads of tests open. */
export default async function open({ endless, deadly, drowsy, pensive, begun }: OddParts): Promise<Detection> {
  const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  let met = false;
  return {
    ...detection,
    engineOf(organization) {
      const engine = detection.engineOf(organization);
      met = false;
      const newWork = () => {
        const work = engine.newWork();
        const observe = work.observe.bind(work);
        work.observe = () => {
          if (met) for (;;);
          return observe();
        };
        return work;
      };
      return { ...engine, newWork };
    },
    decoder: {
      decode(object, bytes, home, take) {
        if (object.key === endless) {
          Atomics.add(begun, 0, 1);
          for (;;);
        }
        if (object.key === deadly) {
          Atomics.add(begun, 1, 1);
          process.exit(7);
        }
        // A nap at a time: in between it can be asked how much of its processor it had.
        if (object.key === drowsy) for (let naps = 0; naps < 80; naps++) Atomics.wait(begun, 1, 0, 10);
        met ||= object.key === pensive;
        return detection.decoder.decode(object, bytes, home, take);
      },
    },
  };
}
