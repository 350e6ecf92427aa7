import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isPlain, type Plain } from '#services/sources/plain.ts';
import { textOf } from './parameters.ts';

/** A Bedrock guardrail's verdict on one prompt. */
export interface PromptAttack {
  /** The ARN or id, where the record names it. */
  readonly guardrail: string | undefined;
  /** Whether the prompt was kept from the model. */
  readonly isBlocked: boolean;
}

/**
 * The prompt attack that a guardrail surely saw in a model's input: it intervened on input, by its filter against
 * prompt attacks, with high confidence ("BedrockGuardrailDetails", Amazon GuardDuty API Reference). Services put the
 * evaluation at different depths of a record, so its members are looked for by name.
 */
export function promptAttackIn(record: CloudTrailRecord): PromptAttack | undefined {
  const { additionalEventData, responseElements, requestParameters } = record;
  const source = textOf(requestParameters?.['source']);
  for (const member of [additionalEventData, responseElements]) {
    const attack = attackIn(
      member,
      { source, action: undefined, guardrail: guardrailOf(requestParameters) },
      DEPTH_MAX,
    );
    if (attack !== undefined) return attack;
  }
  return undefined;
}

/** Values that hold for all nested members without values of their own. */
interface Context {
  readonly source: string | undefined;
  readonly action: string | undefined;
  readonly guardrail: string | undefined;
}

const DEPTH_MAX = 8;

function attackIn(value: unknown, context: Context, depth: number): PromptAttack | undefined {
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return firstOf(value, context, depth);
  if (!isPlain(value)) return undefined;
  if (value['type'] === 'PROMPT_ATTACK') return attackBy(value, context);
  const within = {
    source: textOf(value['guardrailSource']) ?? textOf(value['source']) ?? context.source,
    action: textOf(value['guardrailAction']) ?? textOf(value['action']) ?? context.action,
    guardrail: guardrailOf(value) ?? context.guardrail,
  };
  return firstOf(Object.values(value), within, depth);
}

function firstOf(values: readonly unknown[], context: Context, depth: number): PromptAttack | undefined {
  for (const value of values) {
    const attack = attackIn(value, context, depth - 1);
    if (attack !== undefined) return attack;
  }
  return undefined;
}

function attackBy(filter: Plain, { source, action, guardrail }: Context): PromptAttack | undefined {
  const isSure = filter['confidence'] === 'HIGH';
  const isInput = source === undefined || source === 'INPUT';
  const intervened = action === undefined || action.endsWith('INTERVENED');
  return isSure && isInput && intervened ? { guardrail, isBlocked: filter['action'] === 'BLOCKED' } : undefined;
}

function guardrailOf(value: Plain | undefined): string | undefined {
  return ['guardrailArn', 'guardrailId', 'guardrailIdentifier'].map((name) => textOf(value?.[name])).find(Boolean);
}
