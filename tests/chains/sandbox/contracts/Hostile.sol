// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// An ERC-20 whose transfers can be told to go wrong in the ways tokens are known to.
contract HostileToken is ERC20 {
    enum Mood {
        Honest,
        TakesFee,
        ReturnsFalse,
        Reverts,
        ReturnsNothing,
        MovesNothing,
        PaysSomebodyElse,
        BurnsGas
    }

    Mood public mood;
    address public constant ELSEWHERE = 0x000000000000000000000000000000000000bEEF;

    constructor(string memory name_, string memory symbol_) ERC20(name_, symbol_) {}

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function mint(address to, uint256 units) external {
        _mint(to, units);
    }

    function transfer(address to, uint256 units) public override returns (bool) {
        if (mood == Mood.Reverts) revert("HostileToken: paused");
        if (mood == Mood.ReturnsFalse) return false;
        if (mood == Mood.MovesNothing) {
            emit Transfer(msg.sender, to, units);
            return true;
        }
        if (mood == Mood.BurnsGas) {
            while (true) {}
        }
        _move(to, units);
        if (mood == Mood.ReturnsNothing) {
            assembly {
                return(0, 0)
            }
        }
        return true;
    }

    function _move(address to, uint256 units) private {
        if (mood == Mood.TakesFee) {
            _transfer(msg.sender, ELSEWHERE, units / 100);
            units -= units / 100;
        }
        _transfer(msg.sender, mood == Mood.PaysSomebodyElse ? ELSEWHERE : to, units);
    }
}
