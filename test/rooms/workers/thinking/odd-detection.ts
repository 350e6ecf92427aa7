import process from 'node:process';
import { openDetection, type Detection } from '#services/detection.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';

/** Keys of objects that behave oddly when read, and a counter for the test. */
export interface OddParts {
  /** The key of an object that is never read to its end. */
  readonly endless?: string;
  /** The key of an object that kills the thread that reads it. */
  readonly deadly?: string;
  /** The key of an object that takes a while to read, without using the processor. */
  readonly drowsy?: string;
  /** The key of an object whose turn is never concluded. */
  readonly pensive?: string;
  /** How often the reading of an endless object began, and of a deadly one. */
  readonly begun: Int32Array;
}

/** Opens the detection that threads of tests use. */
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
        // Short naps: between them the thread can report its processor time.
        if (object.key === drowsy) for (let naps = 0; naps < 80; naps++) Atomics.wait(begun, 1, 0, 10);
        met ||= object.key === pensive;
        return detection.decoder.decode(object, bytes, home, take);
      },
    },
  };
}
