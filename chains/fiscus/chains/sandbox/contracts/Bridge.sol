// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Token} from "./Token.sol";

/// Called like LI.FI's diamond, for two bridges: Across v4 and Stargate v2. Whoever stands on both
/// sides sees `Deposited` on the one and pays on the other, or gives back by `refund`.
/// Source of the calls: https://github.com/lifinance/contracts, `src/Facets`.
contract Bridge {
    struct BridgeData {
        bytes32 transactionId;
        string bridge;
        string integrator;
        address referrer;
        address sendingAssetId;
        address receiver;
        uint256 minAmount;
        uint256 destinationChainId;
        bool hasSourceSwaps;
        bool hasDestinationCall;
    }

    struct SwapData {
        address callTo;
        address approveTo;
        address sendingAssetId;
        address receivingAssetId;
        uint256 fromAmount;
        bytes callData;
        bool requiresDeposit;
    }

    struct AcrossV4Data {
        bytes32 receiverAddress;
        bytes32 refundAddress;
        bytes32 sendingAssetId;
        bytes32 receivingAssetId;
        uint256 outputAmount;
        uint128 outputAmountMultiplier;
        bytes32 exclusiveRelayer;
        uint32 quoteTimestamp;
        uint32 fillDeadline;
        uint32 exclusivityParameter;
        bytes message;
    }

    struct SendParam {
        uint32 dstEid;
        bytes32 to;
        uint256 amountLD;
        uint256 minAmountLD;
        bytes extraOptions;
        bytes composeMsg;
        bytes oftCmd;
    }

    struct MessagingFee {
        uint256 nativeFee;
        uint256 lzTokenFee;
    }

    struct StargateData {
        uint16 assetId;
        SendParam sendParams;
        MessagingFee fee;
        address payable refundAddress;
    }

    /// What came in and for whom; `arrives` is the zero address where that is not named.
    event Deposited(
        bytes32 indexed transactionId,
        uint256 destinationChainId,
        address receiver,
        address refundAddress,
        address token,
        uint256 amount,
        address arrives,
        uint256 least
    );
    event Refunded(bytes32 indexed transactionId, address token, address receiver, uint256 amount);

    /// Who gives back what came in: the sandbox's steward.
    address private constant KEEPER = 0xB9c575a0792ca4eF7de5d4F37eCd8C9EB5F534C9;

    receive() external payable {}

    function startBridgeTokensViaAcrossV4(BridgeData calldata data, AcrossV4Data calldata across)
        external
        payable
    {
        take(data.sendingAssetId, data.minAmount);
        depositAcross(data, across, data.minAmount, across.outputAmount);
    }

    function swapAndStartBridgeTokensViaAcrossV4(
        BridgeData calldata data,
        SwapData[] calldata swaps,
        AcrossV4Data calldata across
    ) external payable {
        uint256 came = swap(data, swaps);
        depositAcross(data, across, came, came * across.outputAmountMultiplier / 1e18);
    }

    function startBridgeTokensViaStargate(BridgeData calldata data, StargateData calldata stargate)
        external
        payable
    {
        uint256 coin = data.sendingAssetId == address(0) ? data.minAmount : 0;
        require(msg.value == coin + stargate.fee.nativeFee, "value");
        if (coin == 0) pull(data.sendingAssetId, data.minAmount);
        require(address(uint160(uint256(stargate.sendParams.to))) == data.receiver, "receiver");
        emit Deposited(
            data.transactionId,
            data.destinationChainId,
            data.receiver,
            stargate.refundAddress,
            data.sendingAssetId,
            data.minAmount,
            address(0),
            stargate.sendParams.minAmountLD
        );
    }

    /// Gives back what came in.
    function refund(bytes32 transactionId, address token, address to, uint256 amount) external {
        require(msg.sender == KEEPER, "keeper");
        if (token == address(0)) {
            (bool paid,) = to.call{value: amount}("");
            require(paid, "coin");
        } else {
            require(Token(token).transfer(to, amount), "token");
        }
        emit Refunded(transactionId, token, to, amount);
    }

    function depositAcross(
        BridgeData calldata data,
        AcrossV4Data calldata across,
        uint256 amount,
        uint256 least
    ) private {
        require(across.receiverAddress == bytes32(uint256(uint160(data.receiver))), "receiver");
        require(across.fillDeadline > block.timestamp, "deadline");
        emit Deposited(
            data.transactionId,
            data.destinationChainId,
            data.receiver,
            address(uint160(uint256(across.refundAddress))),
            data.sendingAssetId,
            amount,
            address(uint160(uint256(across.receivingAssetId))),
            least
        );
    }

    function take(address token, uint256 amount) private {
        if (token == address(0)) {
            require(msg.value == amount, "value");
        } else {
            require(msg.value == 0, "value");
            pull(token, amount);
        }
    }

    function pull(address token, uint256 amount) private {
        require(Token(token).transferFrom(msg.sender, address(this), amount), "token");
    }

    function swap(BridgeData calldata data, SwapData[] calldata swaps)
        private
        returns (uint256 came)
    {
        uint256 before = balance(data.sendingAssetId);
        for (uint256 i = 0; i < swaps.length; i++) {
            SwapData calldata one = swaps[i];
            bool coin = one.sendingAssetId == address(0);
            if (!coin) {
                if (one.requiresDeposit) {
                    pull(one.sendingAssetId, one.fromAmount);
                }
                Token(one.sendingAssetId).approve(one.approveTo, one.fromAmount);
            }
            (bool done,) = one.callTo.call{value: coin ? one.fromAmount : 0}(one.callData);
            require(done, "swap");
        }
        came = balance(data.sendingAssetId) - before;
        require(came >= data.minAmount, "too little came");
    }

    function balance(address token) private view returns (uint256) {
        return token == address(0) ? address(this).balance : Token(token).balanceOf(address(this));
    }
}
