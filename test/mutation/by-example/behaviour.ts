import { dirname, join } from 'node:path';
import type { Ignorer } from '@stryker-mutator/api/ignore';
import type { babel } from '@stryker-mutator/instrumenter';

/** Members of definitions that are for readers or are tests themselves: their content is no behaviour. */
const FOR_READERS: ReadonlySet<string> = new Set([
  'own',
  'title',
  'why',
  'asks',
  'attack',
  'asff',
  'because',
  'when',
  'means',
  'blindTo',
  'falsePositives',
  'respond',
  'references',
  'examples',
]);

/** The place of a declaration: the file and the offset at which it begins. */
type Place = string;

/**
 * Finds code that only serves readers and examples: a function that makes records, an address in them, a link. It must
 * see every file first; then it says for each node whether to leave it unmutated.
 */
export class Behaviour {
  /** Uses outside of code for readers; `by` is undefined when a file uses it while it is loaded. */
  readonly #uses: { readonly by: Place | undefined; readonly what: Place }[] = [];
  /** Exported declarations, by file and name. */
  readonly #exported = new Map<string, Place>();
  readonly #imported: { readonly by: Place | undefined; readonly what: string }[] = [];
  #live: ReadonlySet<Place> | undefined;

  /** Records the declarations and uses of a file, named below the folder of detectors. */
  noting(file: string): Ignorer {
    return {
      shouldIgnore: (path: babel.NodePath) => {
        this.#note(file, path);
        return undefined;
      },
    };
  }

  /** Says which nodes of a file to leave unmutated, once all files were recorded. */
  ignoring(file: string): Ignorer {
    this.#live ??= this.#reached();
    const live = this.#live;
    return {
      shouldIgnore: (path: babel.NodePath) => {
        if (isForReaders(path)) return 'is for readers';
        return isDeclaration(path) && !live.has(placeOf(file, path)) ? 'is for examples' : undefined;
      },
    };
  }

  #note(file: string, path: babel.NodePath): void {
    if (isDeclaration(path) && path.find((each) => each.isExportNamedDeclaration()) !== null)
      for (const name of Object.keys(path.getBindingIdentifiers()))
        this.#exported.set(`${file} ${name}`, placeOf(file, path));
    if (!path.isIdentifier() || !path.isReferencedIdentifier()) return;
    const binding = path.scope.getBinding(path.node.name)?.path;
    if (binding === undefined || path.find(isForReaders) !== null) return;
    const owner = path.findParent(isDeclaration);
    const by = owner === null ? undefined : placeOf(file, owner);
    if (isDeclaration(binding)) this.#uses.push({ by, what: placeOf(file, binding) });
    if (!binding.isImportSpecifier() || !binding.parentPath.isImportDeclaration()) return;
    const { imported } = binding.node;
    const from = join(dirname(file), binding.parentPath.node.source.value);
    this.#imported.push({ by, what: `${from} ${imported.type === 'Identifier' ? imported.name : imported.value}` });
  }

  #reached(): ReadonlySet<Place> {
    const imported = this.#imported.flatMap(({ by, what }) => {
      const place = this.#exported.get(what);
      return place === undefined ? [] : [{ by, what: place }];
    });
    const uses = Map.groupBy([...this.#uses, ...imported], ({ by }) => by);
    const live = new Set<Place>();
    const open: (Place | undefined)[] = [undefined];
    while (open.length > 0)
      for (const { what } of uses.get(open.pop()) ?? [])
        if (!live.has(what)) {
          live.add(what);
          open.push(what);
        }
    return live;
  }
}

function isDeclaration(path: babel.NodePath): boolean {
  return path.isFunctionDeclaration() || path.isVariableDeclarator() || path.isClassDeclaration();
}

function placeOf(file: string, { node }: babel.NodePath): Place {
  return `${file}:${node.start}`;
}

function isForReaders(path: babel.NodePath): boolean {
  if (!path.isObjectProperty() && !path.isObjectMethod()) return false;
  const { key } = path.node;
  return key.type === 'Identifier' && FOR_READERS.has(key.name);
}
