// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A contract that holds money for several people and shows itself as a Safe does. It only
/// receives: nothing leaves it.
contract Treasury {
    string public constant VERSION = "1.4.1";

    event SafeReceived(address indexed sender, uint256 value);

    uint256 private immutable _threshold;
    address[] private _owners;

    constructor(address[] memory owners, uint256 threshold) {
        require(threshold > 0 && threshold <= owners.length, "Treasury: threshold");
        _owners = owners;
        _threshold = threshold;
    }

    receive() external payable {
        emit SafeReceived(msg.sender, msg.value);
    }

    function getOwners() external view returns (address[] memory) {
        return _owners;
    }

    function getThreshold() external view returns (uint256) {
        return _threshold;
    }

    function isOwner(address account) external view returns (bool) {
        for (uint256 i = 0; i < _owners.length; i++) {
            if (_owners[i] == account) return true;
        }
        return false;
    }
}
