import { loadDetectors } from '#services/detectors.ts';
import { shareText } from './intervals.ts';
import { readStories, type Story, type Told } from './labelled.ts';
import { say } from './say.ts';

/** Lowest severity that counts as Medium. */
const MEDIUM = 4;

/** Prints what all detectors find in labelled stories, and what they would find without anomalies. */
export async function printLabelled(folder: string): Promise<void> {
  const stories = await Array.fromAsync(readStories(folder, await loadDetectors()));
  if (stories.length === 0) throw new Error(`${folder} has no set with a labels.json that names cases.`);
  for (const [set, its] of Map.groupBy(stories, (story) => story.set)) {
    say(`\nLabelled data: ${set}`);
    for (const story of its) say(`  ${story.name}: ${story.told.map(wordsOf).join(', ') || 'nothing'}`);
    printFound(its);
  }
  printAlerts(stories);
}

function wordsOf({ type, severity, isAboutAttack }: Told): string {
  return `${type} (${severity}${isAboutAttack ? '' : ', not about the attack'})`;
}

function printFound(stories: readonly Story[]): void {
  const attacks = stories.filter(({ hasAttack }) => hasAttack);
  const found = (suits: (told: Told) => boolean): string =>
    shareText(
      attacks.filter(({ told }) => told.some((each) => each.isAboutAttack && suits(each))).length,
      attacks.length,
    );
  say(`  Attacks found by findings mostly about them: ${found(() => true)}`);
  say(`    at Medium or above: ${found(({ severity }) => severity >= MEDIUM)}`);
  say(`    without anomalies: ${found(({ severity, isAnomaly }) => severity >= MEDIUM && !isAnomaly)}`);
  say(`    by anomalies alone: ${found(({ severity, isAnomaly }) => severity >= MEDIUM && isAnomaly)}`);
}

function printAlerts(stories: readonly Story[]): void {
  const days = stories.reduce((sum, { accountDays }) => sum + accountDays, 0);
  const alerts = stories.flatMap(({ told }) => told.filter(({ isAboutAttack }) => !isAboutAttack));
  say(
    `\nAlerts that are not about an attack: ${alerts.length} in ${days} account-days, of these ${alerts.filter(({ isAnomaly }) => isAnomaly).length} anomalies`,
  );
}
