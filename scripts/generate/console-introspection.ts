import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { introspectionFromSchema } from 'graphql';
import { schema } from '#graphql/schema.ts';

/** The API's schema as a type, from which TypeScript infers the type of each answer in the console. */
export function consoleIntrospection(): ReadonlyMap<string, string> {
  const introspection = minifyIntrospection(introspectionFromSchema(schema));
  return new Map([
    [
      'console/api/introspection.d.ts',
      outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
    ],
  ]);
}
