// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// What callers see of EIP-2535, as LI.FI's: one address, whose functions are in other contracts.
contract Diamond {
    address public owner;
    mapping(bytes4 selector => address) public facetAddress;

    error FunctionDoesNotExist();

    receive() external payable {}

    fallback() external payable {
        address facet = facetAddress[msg.sig];
        if (facet == address(0)) revert FunctionDoesNotExist();
        assembly {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), facet, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch done
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }

    function addFacet(address facet, bytes4[] calldata selectors) external {
        require(msg.sender == owner, "Diamond: not the owner");
        for (uint256 i = 0; i < selectors.length; i++) {
            facetAddress[selectors[i]] = facet;
        }
    }
}

/// The functions of LI.FI's GenericSwapFacetV3 for one swap, with its events and errors: it takes
/// what is sold, has a known exchange trade it, and sends on what came, if that is enough.
contract GenericSwapFacet {
    using SafeERC20 for IERC20;

    struct SwapData {
        address callTo;
        address approveTo;
        address sendingAssetId;
        address receivingAssetId;
        uint256 fromAmount;
        bytes callData;
        bool requiresDeposit;
    }

    event LiFiGenericSwapCompleted(
        bytes32 indexed transactionId,
        string integrator,
        string referrer,
        address receiver,
        address fromAssetId,
        address toAssetId,
        uint256 fromAmount,
        uint256 toAmount
    );

    error ContractCallNotAllowed();
    error CumulativeSlippageTooHigh(uint256 minAmount, uint256 receivedAmount);
    error InvalidAmount();
    error InvalidReceiver();
    error NativeAssetTransferFailed();

    address private immutable _exchange;
    address private immutable _otherExchange;

    constructor(address exchange, address otherExchange) {
        _exchange = exchange;
        _otherExchange = otherExchange;
    }

    function swapTokensSingleV3ERC20ToERC20(
        bytes32 transactionId,
        string calldata integrator,
        string calldata referrer,
        address payable receiver,
        uint256 minAmountOut,
        SwapData calldata swapData
    ) external {
        deposit(swapData);
        uint256 came = swapForToken(swapData, receiver, minAmountOut, 0);
        completed(transactionId, integrator, referrer, receiver, swapData, came);
    }

    function swapTokensSingleV3ERC20ToNative(
        bytes32 transactionId,
        string calldata integrator,
        string calldata referrer,
        address payable receiver,
        uint256 minAmountOut,
        SwapData calldata swapData
    ) external {
        deposit(swapData);
        uint256 before = address(this).balance;
        trade(swapData, 0);
        uint256 came = address(this).balance - before;
        check(receiver, minAmountOut, came);
        (bool paid,) = receiver.call{value: came}("");
        if (!paid) revert NativeAssetTransferFailed();
        completed(transactionId, integrator, referrer, receiver, swapData, came);
    }

    function swapTokensSingleV3NativeToERC20(
        bytes32 transactionId,
        string calldata integrator,
        string calldata referrer,
        address payable receiver,
        uint256 minAmountOut,
        SwapData calldata swapData
    ) external payable {
        if (msg.value != swapData.fromAmount) revert InvalidAmount();
        uint256 came = swapForToken(swapData, receiver, minAmountOut, msg.value);
        completed(transactionId, integrator, referrer, receiver, swapData, came);
    }

    function deposit(SwapData calldata swapData) private {
        IERC20 sold = IERC20(swapData.sendingAssetId);
        sold.safeTransferFrom(msg.sender, address(this), swapData.fromAmount);
        sold.forceApprove(swapData.approveTo, swapData.fromAmount);
    }

    function swapForToken(
        SwapData calldata swapData,
        address receiver,
        uint256 minAmountOut,
        uint256 value
    ) private returns (uint256 came) {
        IERC20 bought = IERC20(swapData.receivingAssetId);
        uint256 before = bought.balanceOf(address(this));
        trade(swapData, value);
        came = bought.balanceOf(address(this)) - before;
        check(receiver, minAmountOut, came);
        bought.safeTransfer(receiver, came);
    }

    function trade(SwapData calldata swapData, uint256 value) private {
        if (!known(swapData.callTo) || !known(swapData.approveTo)) revert ContractCallNotAllowed();
        (bool done, bytes memory returned) = swapData.callTo.call{value: value}(swapData.callData);
        if (!done) {
            assembly {
                revert(add(returned, 32), mload(returned))
            }
        }
    }

    function known(address exchange) private view returns (bool) {
        return exchange == _exchange || exchange == _otherExchange;
    }

    function check(address receiver, uint256 minAmountOut, uint256 came) private pure {
        if (receiver == address(0)) revert InvalidReceiver();
        if (came < minAmountOut) revert CumulativeSlippageTooHigh(minAmountOut, came);
    }

    function completed(
        bytes32 transactionId,
        string calldata integrator,
        string calldata referrer,
        address receiver,
        SwapData calldata swapData,
        uint256 came
    ) private {
        emit LiFiGenericSwapCompleted(
            transactionId,
            integrator,
            referrer,
            receiver,
            swapData.sendingAssetId,
            swapData.receivingAssetId,
            swapData.fromAmount,
            came
        );
    }
}
