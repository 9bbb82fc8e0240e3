// Compiles Contracts.sol into contracts.json: creation code by contract name.
const fs = require("fs");
const path = require("path");
const solc = require("solc");

const content = fs.readFileSync(path.join(__dirname, "Contracts.sol"), "utf8");
const output = JSON.parse(solc.compile(JSON.stringify({
  language: "Solidity",
  sources: { "Contracts.sol": { content } },
  settings: {
    evmVersion: "cancun",
    metadata: { bytecodeHash: "none", appendCBOR: false },
    optimizer: { enabled: true, runs: 1 },
    outputSelection: { "*": { "*": ["evm.bytecode.object"] } },
  },
})));
for (const error of output.errors ?? []) console.error(error.formattedMessage);
const contracts = {};
for (const [name, contract] of Object.entries(output.contracts["Contracts.sol"])) {
  contracts[name] = "0x" + contract.evm.bytecode.object;
}
fs.writeFileSync(path.join(__dirname, "contracts.json"), JSON.stringify(contracts, null, 1) + "\n");
