// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "openzeppelin-4/token/ERC20/ERC20.sol";
import {ERC20Permit} from "openzeppelin-4/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "openzeppelin-4/token/ERC20/extensions/ERC20Votes.sol";
import {Governor} from "openzeppelin-4/governance/Governor.sol";
import {GovernorSettings} from "openzeppelin-4/governance/extensions/GovernorSettings.sol";
import {GovernorCountingSimple} from "openzeppelin-4/governance/extensions/GovernorCountingSimple.sol";
import {GovernorVotes} from "openzeppelin-4/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from
    "openzeppelin-4/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "openzeppelin-4/governance/utils/IVotes.sol";

/// Of OpenZeppelin 4.9: tokens that vote by the number of the block, and only once somebody is
/// named who votes with them.
contract OldVotes is ERC20, ERC20Permit, ERC20Votes {
    constructor(address owner) ERC20("Old Votes", "OLD") ERC20Permit("Old Votes") {
        _mint(owner, 1000 ether);
    }

    function _afterTokenTransfer(address from, address to, uint256 units)
        internal
        override(ERC20, ERC20Votes)
    {
        super._afterTokenTransfer(from, to, units);
    }

    function _mint(address to, uint256 units) internal override(ERC20, ERC20Votes) {
        super._mint(to, units);
    }

    function _burn(address from, uint256 units) internal override(ERC20, ERC20Votes) {
        super._burn(from, units);
    }
}

/// Of OpenZeppelin 4.9: a governor without a timelock, whose ids are hashes.
contract OldGovernor is
    Governor,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorVotesQuorumFraction
{
    constructor(IVotes token, uint256 delay, uint256 period, uint256 threshold)
        Governor("Old Governor")
        GovernorSettings(delay, period, threshold)
        GovernorVotes(token)
        GovernorVotesQuorumFraction(4)
    {}

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }
}
