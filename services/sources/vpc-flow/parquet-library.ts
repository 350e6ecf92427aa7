import { library } from '#services/model/library.ts';

export const parquetLibrary = library((require) => {
  const column: typeof import('hyparquet/src/column.js') = require('hyparquet/src/column.js');
  const convert: typeof import('hyparquet/src/convert.js') = require('hyparquet/src/convert.js');
  const datapage: typeof import('hyparquet/src/datapage.js') = require('hyparquet/src/datapage.js');
  const metadata: typeof import('hyparquet/src/metadata.js') = require('hyparquet/src/metadata.js');
  const thrift: typeof import('hyparquet/src/thrift.js') = require('hyparquet/src/thrift.js');
  return { ...column, ...convert, ...datapage, ...metadata, ...thrift };
});
