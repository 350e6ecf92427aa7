import type { DetectorFacts } from '#services/model/document.ts';

/** MITRE's techniques in OCSF's form: `T1110.001` is a sub-technique of `T1110`. */
export function ocsfAttacks(detector: DetectorFacts): readonly object[] {
  return (detector?.attack ?? []).map((id) => {
    const [technique] = id.split('.');
    return { technique: { uid: technique }, ...(technique !== id && { sub_technique: { uid: id } }) };
  });
}
