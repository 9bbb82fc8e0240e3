// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// An ERC-20 as the common stable coins are: any number of decimals, made by one issuer.
contract Token is ERC20 {
    address public immutable issuer;
    uint8 private immutable _decimals;

    constructor(string memory name_, string memory symbol_, uint8 decimals_, address issuer_)
        ERC20(name_, symbol_)
    {
        _decimals = decimals_;
        issuer = issuer_;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function mint(address to, uint256 units) external {
        require(msg.sender == issuer, "Token: not the issuer");
        _mint(to, units);
    }
}
