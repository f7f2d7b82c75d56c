import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The workspace's root. */
export const root = join(import.meta.dirname, '../..');

/** Files below a folder of the workspace whose names end so, tests left out. */
export function filesUnder(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !/spec\.ts$|(^|\/)(dist|out-tsc|node_modules|testing)\//.test(name))
    .map((name) => join(root, folder, name))
    .sort();
}

/** The modules of these files, by file. One after the other: Jest cannot link modules that share parts at once. */
async function load(files) {
  const modules = [];
  for (const file of files) modules.push({ file, exports: await import(pathToFileURL(file).href) });
  return modules;
}

function isContract(value) {
  return typeof value?.subject === 'string' && value.subject.startsWith('rpc.') && typeof value.Request === 'function';
}

/** Every message contract, with the file that states it. */
export async function contracts() {
  const modules = await load(filesUnder('libs/contracts/src', '.contract.ts'));
  return modules.flatMap(({ file, exports }) =>
    Object.values(exports)
      .flatMap((value) =>
        isContract(value) ? [value] : typeof value === 'object' && value ? Object.values(value) : [],
      )
      .filter(isContract)
      .map((contract) => ({ file, contract })),
  );
}

/** Every method of every controller of an app: `{ name, method }`. */
export async function controllerMethods(app) {
  const modules = await load(filesUnder(`apps/${app}/src`, '.controller.ts'));
  return modules.flatMap(({ exports }) =>
    Object.values(exports)
      .filter((value) => typeof value === 'function' && value.prototype)
      .flatMap((controller) =>
        Object.getOwnPropertyNames(controller.prototype)
          .filter((name) => name !== 'constructor')
          .map((name) => ({ controller, name: `${controller.name}.${name}`, method: controller.prototype[name] })),
      ),
  );
}
