import { openDetection, type Detection, type DetectionParts } from '../../detection.ts';
import { loadDetectors } from '../../detectors.ts';
import { openIntel, type IntelSources } from '../adapters/intel-store.ts';

/** What a thread of the service opens its detection from: values that can be copied, and the names of files. */
export type ThreadParts = Omit<DetectionParts, 'detectors' | 'intel'> & { readonly intel: IntelSources };

/** Opens in a thread what the service itself has open. */
export default async function open({ intel, ...parts }: ThreadParts): Promise<Detection> {
  const [detectors, opened] = await Promise.all([loadDetectors(), openIntel(intel)]);
  return openDetection({ ...parts, detectors, intel: opened.intel });
}
