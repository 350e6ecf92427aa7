import type { Ignorer } from '@stryker-mutator/api/ignore';
import type { babel } from '@stryker-mutator/instrumenter';

/**
 * Leaves out code in which no test of behaviour can notice a mutant.
 *
 * @param onlySpeed names of functions and methods that only decide how fast an answer comes
 */
export function leavingOut(onlySpeed: readonly string[]): Ignorer {
  const names = new Set(onlySpeed);
  return {
    shouldIgnore: (path: babel.NodePath) => {
      if (isAssertion(path)) return 'what it states always holds';
      const name = nameOf(path);
      return name !== undefined && names.has(name) ? 'decides only how fast the answer comes' : undefined;
    },
  };
}

function isAssertion(path: babel.NodePath): boolean {
  if (!path.isCallExpression()) return false;
  const { callee } = path.node;
  return callee.type === 'Identifier' && callee.name === 'assert';
}

function nameOf(path: babel.NodePath): string | undefined {
  if (path.isFunctionDeclaration()) return path.node.id?.name;
  if (!path.isClassMethod()) return undefined;
  const { key } = path.node;
  return key.type === 'Identifier' ? key.name : undefined;
}
