import { expect, test } from 'vitest';
import { createStoryteller } from './example-run.ts';
import { loadDetectors } from '#services/detectors.ts';
import { anomalyIn } from '#services/model/anomaly.ts';
const all = await loadDetectors();
const tell = await createStoryteller(all);
const re = new RegExp(process.env['T'] ?? 'Kubernetes/Anom');
for (const d of all.filter(({ type }) => re.test(type)))
  for (const kind of ['fires', 'quiet'] as const)
    for (const [name, make] of Object.entries(d.examples[kind]))
      test(`${d.type} ${kind} ${name}`, () => {
        const ex = make();
        const f = tell(d.from.source, ex).findings;
        for (const each of f) {
          const a = anomalyIn(each.service.additionalInfo);
          if (kind === 'fires' || each.type === d.type)
            console.log(
              kind,
              name,
              '\n   ',
              each.type,
              each.severity,
              a ? a.bits.toFixed(1) + '/' + a.threshold + '  ' + a.parts.map((p) => p.words).join(' | ') : '',
            );
        }
        if (kind === 'fires')
          expect([...new Set(f.map((x) => x.type))].toSorted()).toEqual([d.type, ...(ex.also ?? [])].toSorted());
        else expect(f.map((x) => x.type)).not.toContain(d.type);
      });
