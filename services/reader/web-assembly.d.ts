// The part of the WebAssembly JavaScript interface that the reader uses: Node has it, TypeScript declares it only for browsers.
declare namespace WebAssembly {
  class Module {
    private readonly brand: 'WebAssembly.Module';
    constructor(bytes: Uint8Array);
  }
  class Memory {
    private readonly brand: 'WebAssembly.Memory';
    /** A new object after the memory has grown. */
    readonly buffer: ArrayBuffer;
    /** @param pages of 64 KB */
    grow(pages: number): number;
  }
  class Instance {
    private readonly brand: 'WebAssembly.Instance';
    constructor(module: Module, imports?: { readonly [module: string]: { readonly [name: string]: unknown } });
    readonly exports: { readonly [name: string]: unknown };
  }
}
