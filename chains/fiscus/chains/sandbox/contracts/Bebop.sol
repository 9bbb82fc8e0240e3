// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Weth} from "./Weth.sol";

/// `swapSingle` of Bebop's settlement contract, with its order, event and errors: a maker has signed
/// what it gives, the taker takes it, once, before it expires. Rights that Permit2 keeps and fees
/// of partners are left out.
contract BebopSettlement {
    using SafeERC20 for IERC20;

    struct Single {
        uint256 expiry;
        address taker_address;
        address maker_address;
        uint256 maker_nonce;
        address taker_token;
        address maker_token;
        uint256 taker_amount;
        uint256 maker_amount;
        address receiver;
        uint256 packed_commands;
        uint256 flags;
    }

    struct MakerSignature {
        bytes signatureBytes;
        uint256 flags;
    }

    event BebopOrder(uint128 indexed eventId);

    error FailedToSendNativeToken();
    error InvalidCommand();
    error InvalidEIP721Signature();
    error InvalidNonce();
    error InvalidSender();
    error InvalidSignatureType();
    error NotEnoughNativeToken();
    error OrderExpired();
    error WrongWrappedTokenAddress();
    error ZeroNonce();

    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant ORDER = keccak256(
        "SingleOrder(uint64 partner_id,uint256 expiry,address taker_address,address maker_address,uint256 maker_nonce,address taker_token,address maker_token,uint256 taker_amount,uint256 maker_amount,address receiver,uint256 packed_commands)"
    );
    uint256 private constant TAKER_HAS_NATIVE = 1;
    uint256 private constant MAKER_HAS_NATIVE = 2;

    Weth public wrapped;
    mapping(address maker => mapping(uint256 nonce => bool)) private _used;

    receive() external payable {}

    function swapSingle(
        Single calldata order,
        MakerSignature calldata makerSignature,
        uint256 filledTakerAmount
    ) external payable {
        if (msg.sender != order.taker_address) revert InvalidSender();
        if (makerSignature.flags != 0) revert InvalidSignatureType();
        if (order.packed_commands > (TAKER_HAS_NATIVE | MAKER_HAS_NATIVE)) revert InvalidCommand();
        if (ECDSA.recover(hash(order), makerSignature.signatureBytes) != order.maker_address) {
            revert InvalidEIP721Signature();
        }
        use(order.maker_address, order.maker_nonce);
        if (order.expiry <= block.timestamp) revert OrderExpired();

        uint256 taken = order.taker_amount;
        uint256 given = order.maker_amount;
        if (filledTakerAmount != 0 && filledTakerAmount < taken) {
            given = given * filledTakerAmount / taken;
            taken = filledTakerAmount;
        }
        take(order, taken);
        give(order, given);
        emit BebopOrder(uint128(order.flags >> 128));
    }

    function hash(Single calldata order) public view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN, keccak256("BebopSettlement"), keccak256("2"), block.chainid, address(this)
            )
        );
        bytes32 content = keccak256(
            abi.encode(
                ORDER,
                uint64(order.flags >> 64),
                order.expiry,
                order.taker_address,
                order.maker_address,
                order.maker_nonce,
                order.taker_token,
                order.maker_token,
                order.taker_amount,
                order.maker_amount,
                order.receiver,
                order.packed_commands
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, content));
    }

    function use(address maker, uint256 nonce) private {
        if (nonce == 0) revert ZeroNonce();
        if (_used[maker][nonce]) revert InvalidNonce();
        _used[maker][nonce] = true;
    }

    function take(Single calldata order, uint256 units) private {
        if (order.packed_commands & TAKER_HAS_NATIVE == 0) {
            IERC20(order.taker_token).safeTransferFrom(msg.sender, order.maker_address, units);
            return;
        }
        if (order.taker_token != address(wrapped)) revert WrongWrappedTokenAddress();
        if (msg.value < units) revert NotEnoughNativeToken();
        wrapped.deposit{value: units}();
        IERC20(address(wrapped)).safeTransfer(order.maker_address, units);
    }

    function give(Single calldata order, uint256 units) private {
        IERC20 token = IERC20(order.maker_token);
        if (order.packed_commands & MAKER_HAS_NATIVE == 0) {
            token.safeTransferFrom(order.maker_address, order.receiver, units);
            return;
        }
        if (order.maker_token != address(wrapped)) revert WrongWrappedTokenAddress();
        token.safeTransferFrom(order.maker_address, address(this), units);
        wrapped.withdraw(units);
        (bool paid,) = order.receiver.call{value: units}("");
        if (!paid) revert FailedToSendNativeToken();
    }
}
