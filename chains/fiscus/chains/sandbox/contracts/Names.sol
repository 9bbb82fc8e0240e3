// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The part of the ENS registry (EIP-137) that clients read, and what it takes to fill it.
contract Registry {
    struct Record {
        address owner;
        address resolver;
        uint64 ttl;
    }

    event NewOwner(bytes32 indexed node, bytes32 indexed label, address owner);
    event NewResolver(bytes32 indexed node, address resolver);

    mapping(bytes32 node => Record) private _records;

    function setSubnodeRecord(bytes32 node, bytes32 label, address owner_, address resolver_, uint64 ttl_)
        external
    {
        require(msg.sender == _records[node].owner, "Registry: not the owner");
        bytes32 subnode = keccak256(abi.encodePacked(node, label));
        _records[subnode] = Record(owner_, resolver_, ttl_);
        emit NewOwner(node, label, owner_);
        emit NewResolver(subnode, resolver_);
    }

    function owner(bytes32 node) external view returns (address) {
        return _records[node].owner;
    }

    function resolver(bytes32 node) external view returns (address) {
        return _records[node].resolver;
    }

    function ttl(bytes32 node) external view returns (uint64) {
        return _records[node].ttl;
    }

    function recordExists(bytes32 node) external view returns (bool) {
        return _records[node].owner != address(0);
    }
}

/// A resolver for addresses: `addr(bytes32)` (EIP-137) and one record a coin type (ENSIP-9).
contract Resolver {
    uint256 private constant ETHER = 60;

    event AddrChanged(bytes32 indexed node, address a);
    event AddressChanged(bytes32 indexed node, uint256 coinType, bytes newAddress);

    Registry public immutable registry;
    mapping(bytes32 node => mapping(uint256 coinType => bytes)) private _addresses;

    constructor(Registry registry_) {
        registry = registry_;
    }

    function setAddr(bytes32 node, address a) external {
        emit AddrChanged(node, a);
        setAddr(node, ETHER, abi.encodePacked(a));
    }

    function setAddr(bytes32 node, uint256 coinType, bytes memory a) public {
        require(msg.sender == registry.owner(node), "Resolver: not the owner");
        _addresses[node][coinType] = a;
        emit AddressChanged(node, coinType, a);
    }

    function addr(bytes32 node) external view returns (address payable) {
        return payable(address(bytes20(_addresses[node][ETHER])));
    }

    function addr(bytes32 node, uint256 coinType) external view returns (bytes memory) {
        return _addresses[node][coinType];
    }

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == 0x01ffc9a7 || id == 0x3b3b57de || id == 0xf1cb7e06;
    }
}
