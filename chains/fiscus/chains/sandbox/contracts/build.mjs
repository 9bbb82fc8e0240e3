// Compiles Solidity files to artifacts, one JSON file a contract.
//
//   npm install --no-save --ignore-scripts solc@0.8.37 @openzeppelin/contracts@5.7.0 openzeppelin-4@npm:@openzeppelin/contracts@4.9.6
//   node chains/fiscus/chains/sandbox/contracts/build.mjs
//   node chains/fiscus/chains/sandbox/contracts/build.mjs --check
//   node chains/fiscus/chains/sandbox/contracts/build.mjs FOLDER_OF_SOURCES FOLDER_OF_ARTIFACTS
//
// The other folders are `chains/evm/contracts` with `chains/evm/data`, and with themselves
// `tests/chains/evm/rogues` and `tests/chains/evm/governance`.
//
// The packages are looked for from the working folder upwards. The same sources always give the
// same bytes: the compiler's version is exact, and no hash of the metadata is in the code. With
// `--check` nothing is written, and the status is 1 where a committed artifact is another.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SOLC = "0.8.37";
const here = dirname(fileURLToPath(import.meta.url));
const check = process.argv.includes("--check");
const [sources = here, artifacts = join(here, "..", "artifacts")] = process.argv
  .slice(2)
  .filter((word) => word !== "--check");

const installed = createRequire(join(process.cwd(), "build.mjs"));
const solc = installed("solc");
if (!solc.version().startsWith(SOLC)) fail(`solc is ${solc.version()}, not ${SOLC}`);

const files = readdirSync(sources).filter((name) => name.endsWith(".sol"));
const input = {
  language: "Solidity",
  sources: Object.fromEntries(
    files.map((name) => [name, { content: readFileSync(join(sources, name), "utf8") }]),
  ),
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: {
      "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] },
    },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
// What the compiler only remarks on in a package is the package's business.
const problems = (output.errors ?? [])
  .filter((one) => one.severity === "error" || files.includes(one.sourceLocation?.file))
  .map((one) => one.formattedMessage);
if (problems.length > 0) fail(problems.join("\n"));

let stale = 0;
for (const file of files) {
  for (const [name, contract] of Object.entries(output.contracts[file])) {
    const text = `${JSON.stringify(artifact(name, contract), null, 1)}\n`;
    const target = join(artifacts, `${name}.json`);
    if (!check) writeFileSync(target, text);
    else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
      console.error(`${target} is not what its source compiles to`);
      stale = 1;
    }
  }
}
process.exit(stale);

function artifact(name, contract) {
  return {
    contract: name,
    compiler: SOLC,
    creation: `0x${contract.evm.bytecode.object}`,
    runtime: `0x${contract.evm.deployedBytecode.object}`,
    abi: contract.abi,
  };
}

function readImport(path) {
  try {
    return { contents: readFileSync(installed.resolve(path), "utf8") };
  } catch (error) {
    return { error: String(error) };
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
