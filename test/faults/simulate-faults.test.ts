import { expect, test } from 'vitest';
import { useRuns } from './live-through.ts';
import { shrink } from './shrink.ts';
import { stepsOf, type Step } from './step.ts';

const live = useRuns();

test('a seed is one run', async () => {
  // Without faults that make a job pause, because it would wait by the real clock.
  const steps = stepsOf(3).map((step) => {
    if (step.do !== 'work') return step;
    return { ...step, faults: step.faults.filter(({ what }) => what !== 'refused' && what !== 'answer-lost') };
  });
  const [first, second] = [await live(steps), await live(steps)];
  // The order in which simultaneous listings end is not fixed.
  const jobs = ({ course }: typeof first) => course.map((job) => job.replace(/ after \d+$/, '')).toSorted();
  expect(jobs(first)).toEqual(jobs(second));
  expect(first.course.length).toBeGreaterThan(10);
});

test('what a process is told of it reads, and the message is gone', async () => {
  const write: Step = {
    do: 'write',
    account: 0,
    source: 'cloudtrail',
    objects: 1,
    seed: 1,
    agoMs: 0,
    told: 'once',
    shape: 'whole',
  };
  const hear: Step = { do: 'work', first: 'hear', process: 1, faults: [] };
  const { course, wrong } = await live([write, hear, hear]);
  expect(wrong).toEqual([]);
  const from = course.findIndex((word) => word.startsWith('hear'));
  expect(course.slice(from).map((word) => word.split(':')[0])).toEqual(
    expect.arrayContaining(['hear ', 'collect cloudtrail/111122223333']),
  );
  expect(course.filter((word) => word.startsWith('hear') && word.endsWith('after 0'))).not.toEqual([]);
});

test('of a run that fails the steps are shown that are enough', async () => {
  const guilty: Step = { do: 'lose words' };
  const innocent: Step = { do: 'wait', ms: 1000 };
  const work: Step = {
    do: 'work',
    first: 'list',
    process: 0,
    faults: [
      { at: 1, what: 'killed' },
      { at: 2, what: 'refused' },
    ],
  };
  const steps = [innocent, work, innocent, guilty, innocent, innocent];
  const shrunk = await shrink(steps, async (fewer) => {
    const isLeft = fewer.some((step) => step.do === 'work' && step.faults.some(({ at }) => at === 2));
    return { wrong: fewer.includes(guilty) && isLeft ? ['It fails.'] : [], met: new Map(), course: [] };
  });
  expect(shrunk).toEqual({ steps: [{ ...work, faults: [{ at: 2, what: 'refused' }] }, guilty], wrong: ['It fails.'] });
});
