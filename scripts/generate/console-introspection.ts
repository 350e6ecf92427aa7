import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { introspectionFromSchema } from 'graphql';
import { schema } from '#graphql/schema.ts';

/** The API's schema as a type, by which TypeScript knows what each question of the console is answered with. */
export function consoleIntrospection(): ReadonlyMap<string, string> {
  const introspection = minifyIntrospection(introspectionFromSchema(schema));
  return new Map([
    [
      'console/api/introspection.d.ts',
      outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
    ],
  ]);
}
