// Takes Uniswap's own contracts, as its npm packages have them, into `artifacts/uniswap`.
//
//   npm install --no-save --ignore-scripts @uniswap/v2-core@1.0.1 @uniswap/v2-periphery@1.1.0-beta.0 @uniswap/v3-core@1.0.1 @uniswap/v3-periphery@1.4.4 @uniswap/swap-router-contracts@1.3.1
//   node chains/fiscus/chains/sandbox/contracts/uniswap.mjs
//   node chains/fiscus/chains/sandbox/contracts/uniswap.mjs --check
//
// The packages are looked for from the working folder upwards. Nothing is compiled: the code is
// byte for byte what Uniswap published, with its licences, and its sources are in the same
// packages. With `--check` nothing is written, and the status is 1 where a committed file is
// another.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "artifacts", "uniswap");
const check = process.argv.includes("--check");
const installed = createRequire(join(process.cwd(), "uniswap.mjs"));

const PACKAGES = {
  "@uniswap/v2-core": ["build/UniswapV2Factory.json"],
  "@uniswap/v2-periphery": ["build/UniswapV2Router02.json"],
  "@uniswap/v3-core": ["artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json"],
  "@uniswap/v3-periphery": [
    "artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json",
    "artifacts/contracts/lens/QuoterV2.sol/QuoterV2.json",
  ],
  "@uniswap/swap-router-contracts": ["artifacts/contracts/SwapRouter02.sol/SwapRouter02.json"],
};
// The Business Source License of v3-core named its own end: the GPL, since April 2023.
const LICENCES = { "BUSL-1.1": "GPL-2.0-or-later" };
const TEXTS = {
  "GPL-2.0.txt": "@uniswap/v3-periphery/LICENSE",
  "GPL-3.0.txt": "@uniswap/v2-core/LICENSE",
  "v3-core-BUSL-1.1.txt": "@uniswap/v3-core/LICENSE",
};

let stale = 0;
for (const [name, members] of Object.entries(PACKAGES)) {
  const about = read(`${name}/package.json`);
  for (const member of members) {
    const made = read(`${name}/${member}`);
    const contract = member.split("/").at(-1).replace(".json", "");
    const artifact = {
      contract,
      package: `${name}@${about.version}`,
      source: about.repository.url,
      licence: LICENCES[about.license] ?? about.license,
      creation: `0x${made.bytecode.replace(/^0x/, "")}`,
    };
    put(`${contract}.json`, `${JSON.stringify(artifact, null, 1)}\n`);
  }
}
for (const [name, origin] of Object.entries(TEXTS)) put(name, text(origin));
process.exit(stale);

function text(path) {
  return readFileSync(installed.resolve(path), "utf8");
}

function read(path) {
  return JSON.parse(text(path));
}

function put(name, content) {
  const target = join(folder, name);
  if (!check) writeFileSync(target, content);
  else if (!existsSync(target) || readFileSync(target, "utf8") !== content) {
    console.error(`${target} is not what the packages hold`);
    stale = 1;
  }
}
