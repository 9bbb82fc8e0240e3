// SPDX-License-Identifier: MIT
// Compiled into contracts.json by build.js: `npm install solc@0.8 && node build.js`.
pragma solidity ^0.8.24;

contract Token {
    string public name = "USD Coin";
    string public symbol = "USDC";
    uint8 public decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    uint256 public feePercent;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function describe(string calldata name_, string calldata symbol_, uint8 decimals_) external {
        name = name_;
        symbol = symbol_;
        decimals = decimals_;
    }

    function setFeePercent(uint256 percent) external {
        feePercent = percent;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        require(balanceOf[msg.sender] >= value, "transfer amount exceeds balance");
        uint256 fee = value * feePercent / 100;
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value - fee;
        emit Transfer(msg.sender, to, value - fee);
        return true;
    }
}

/// Symbol and name as bytes32, like the first tokens.
contract OldToken {
    bytes32 public constant name = "Maker";
    bytes32 public constant symbol = "MKR";
    uint8 public constant decimals = 18;
    mapping(address => uint256) public balanceOf;
}

contract BrokenToken {
    uint8 public constant decimals = 18;

    error Closed(uint256 code);

    function balanceOf(address) external pure returns (uint256) {
        revert Closed(7);
    }
}

/// Sends coin on, twice.
contract Splitter {
    function split(address payable a, address payable b) external payable {
        a.transfer(msg.value / 2);
        b.transfer(msg.value / 2);
    }
}

/// The two functions of Multicall3 that are used.
contract Multicall {
    struct Call3 { address target; bool allowFailure; bytes callData; }
    struct Result { bool success; bytes returnData; }

    function aggregate3(Call3[] calldata calls) external payable returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            (results[i].success, results[i].returnData) = calls[i].target.call(calls[i].callData);
            require(results[i].success || calls[i].allowFailure, "Multicall3: call failed");
        }
    }

    function getEthBalance(address owner) external view returns (uint256) {
        return owner.balance;
    }
}

contract Registry {
    mapping(bytes32 => address) public resolver;

    function setResolver(bytes32 node, address to) external {
        resolver[node] = to;
    }
}

contract Resolver {
    mapping(bytes32 => mapping(uint256 => bytes)) records;

    function setAddr(bytes32 node, uint256 coin, bytes calldata record) external {
        records[node][coin] = record;
    }

    function addr(bytes32 node, uint256 coin) public view returns (bytes memory) {
        return records[node][coin];
    }

    function supportsInterface(bytes4 id) external pure virtual returns (bool) {
        return id == 0x01ffc9a7 || id == 0xf1cb7e06;
    }
}

/// Knows only `addr(bytes32)`.
contract OldResolver {
    function addr(bytes32) external pure returns (address) {
        return 0x1111111111111111111111111111111111111111;
    }
}

/// Answers for every name below its own (ENSIP-10), for Base with the length of the name.
contract WildcardResolver is Resolver {
    function supportsInterface(bytes4 id) external pure override returns (bool) {
        return id == 0x01ffc9a7 || id == 0x9061b923;
    }

    function resolve(bytes calldata name, bytes calldata data) external pure returns (bytes memory) {
        (, uint256 coin) = abi.decode(data[4:], (bytes32, uint256));
        require(bytes4(data[:4]) == 0xf1cb7e06, "unknown record");
        bytes memory record = coin == 0x80002105 ? abi.encodePacked(uint160(name.length)) : bytes("");
        return abi.encode(record);
    }
}

contract OffchainResolver is Resolver {
    error OffchainLookup(address sender, string[] urls, bytes callData, bytes4 callback, bytes extra);

    function supportsInterface(bytes4 id) external pure override returns (bool) {
        return id == 0x01ffc9a7 || id == 0x9061b923;
    }

    function resolve(bytes calldata, bytes calldata data) external view returns (bytes memory) {
        string[] memory urls = new string[](1);
        urls[0] = "http://127.0.0.1:9/{sender}/{data}.json";
        revert OffchainLookup(address(this), urls, data, this.supportsInterface.selector, "");
    }
}

contract GasPriceOracle {
    function getL1FeeUpperBound(uint256 size) external pure returns (uint256) {
        return size * 1000;
    }
}

// EIP-2612 by the letter of the standard.
contract PermitToken {
    string public constant name = "USD Coin";
    string public constant symbol = "USDC";
    uint8 public constant decimals = 6;
    bytes32 constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    mapping(address => uint256) public balanceOf;
    mapping(address => uint256) public nonces;
    mapping(address => mapping(address => uint256)) public allowance;

    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return keccak256(abi.encode(
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
            keccak256(bytes(name)), keccak256("2"), block.chainid, address(this)
        ));
    }

    function permit(
        address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s
    ) external {
        require(block.timestamp <= deadline, "expired");
        bytes32 text = keccak256(abi.encode(PERMIT, owner, spender, value, nonces[owner]++, deadline));
        address signer = ecrecover(keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR(), text)), v, r, s);
        require(signer != address(0) && signer == owner, "not signed");
        allowance[owner][spender] = value;
    }
}
