// SPDX-License-Identifier: MIT
// sandbox/contracts/build.mjs compiles this folder into itself.
pragma solidity 0.8.37;

/// An ERC-20 that does as a test says.
contract Coin {
    uint8 public constant decimals = 18;
    string public constant name = "Coin";
    string public constant symbol = "COIN";
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    uint256 public tax;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    /// Percent of every transfer that is burned.
    function setTax(uint256 percent) external {
        tax = percent;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        require(allowance[from][msg.sender] >= value, "allowance");
        allowance[from][msg.sender] -= value;
        move(from, to, value);
        return true;
    }

    /// A back door: anybody may be given a right, with the event or without.
    function grant(address owner, address spender, uint256 value, bool loud) external {
        allowance[owner][spender] = value;
        if (loud) emit Approval(owner, spender, value);
    }

    /// Another one: tokens vanish without a word.
    function seize(address from) external {
        balanceOf[msg.sender] += balanceOf[from];
        balanceOf[from] = 0;
    }

    function move(address from, address to, uint256 value) private {
        uint256 burned = value * tax / 100;
        balanceOf[from] -= value;
        balanceOf[to] += value - burned;
        emit Transfer(from, to, value);
    }
}

/// As the first Tether: nothing is returned, and a right is set only where there is none.
contract Tether {
    uint8 public constant decimals = 6;
    string public constant name = "Tether USD";
    string public constant symbol = "USDT";
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function approve(address spender, uint256 value) external {
        require(value == 0 || allowance[msg.sender][spender] == 0);
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        allowance[from][msg.sender] -= value;
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}

/// The part of Permit2 that routers use, with its events.
contract Keeper {
    struct Right {
        uint160 amount;
        uint48 expiration;
        uint48 nonce;
    }

    mapping(address => mapping(address => mapping(address => Right))) public allowance;

    event Approval(
        address indexed owner, address indexed token, address indexed spender, uint160 amount, uint48 expiration
    );

    function approve(address token, address spender, uint160 amount, uint48 expiration) external {
        allowance[msg.sender][token][spender] = Right(amount, expiration, 0);
        emit Approval(msg.sender, token, spender, amount, expiration);
    }

    function transferFrom(address from, address to, uint160 amount, address token) external {
        Right storage right = allowance[from][token][msg.sender];
        require(block.timestamp <= right.expiration, "expired");
        right.amount -= amount;
        Coin(token).transferFrom(from, to, amount);
    }
}

/// Called like LI.FI's diamond: has an exchange swap what it took, and pays what came of it.
contract Diamond {
    struct SwapData {
        address callTo;
        address approveTo;
        address sendingAssetId;
        address receivingAssetId;
        uint256 fromAmount;
        bytes callData;
        bool requiresDeposit;
    }

    function swapTokensSingleV3ERC20ToERC20(
        bytes32,
        string calldata,
        string calldata,
        address payable receiver,
        uint256 minAmountOut,
        SwapData calldata swapData
    ) external {
        Coin sold = Coin(swapData.sendingAssetId);
        Coin bought = Coin(swapData.receivingAssetId);
        sold.transferFrom(msg.sender, address(this), swapData.fromAmount);
        sold.approve(swapData.approveTo, swapData.fromAmount);
        (bool done,) = swapData.callTo.call(swapData.callData);
        uint256 came = bought.balanceOf(address(this));
        require(done && came >= minAmountOut, "too little came");
        bought.transfer(receiver, came);
    }
}

contract Nft {
    mapping(uint256 => address) public ownerOf;

    event Transfer(address indexed from, address indexed to, uint256 indexed id);

    function mint(address to, uint256 id) external {
        ownerOf[id] = to;
        emit Transfer(address(0), to, id);
    }

    function transferFrom(address from, address to, uint256 id) external {
        ownerOf[id] = to;
        emit Transfer(from, to, id);
    }
}

/// Called like a router of Uniswap v2.
contract Rogue {
    uint256 public mode;
    address public prey;

    function set(uint256 mode_, address prey_) external {
        (mode, prey) = (mode_, prey_);
    }

    receive() external payable {}

    function swapExactTokensForTokens(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256
    ) external returns (uint256[] memory amounts) {
        Coin sold = Coin(path[0]);
        sold.transferFrom(msg.sender, address(this), mode == 1 ? 2 * amountIn : amountIn);
        if (mode == 7) this.again(sold, msg.sender, amountIn);
        also(sold);
        pay(Coin(path[path.length - 1]), amountOutMin, to);
        amounts = new uint256[](path.length);
    }

    function swapExactETHForTokens(uint256 amountOutMin, address[] calldata path, address to, uint256)
        external
        payable
        returns (uint256[] memory amounts)
    {
        also(Coin(path[0]));
        pay(Coin(path[path.length - 1]), amountOutMin, to);
        amounts = new uint256[](path.length);
    }

    function again(Coin sold, address from, uint256 value) external {
        sold.transferFrom(from, address(this), value);
    }

    function pay(Coin bought, uint256 least, address to) private {
        bool cheats = mode == 2 || (mode == 4 && block.coinbase != address(0))
            || (mode == 5 && tx.gasprice != 0) || (mode == 6 && block.basefee != 0);
        bought.transfer(mode == 3 ? address(this) : to, cheats ? least / 2 : least);
    }

    function also(Coin sold) private {
        if (mode == 8) sold.grant(msg.sender, address(this), type(uint256).max, true);
        if (mode == 9) sold.grant(msg.sender, address(this), type(uint256).max, false);
        if (mode == 10) {
            Coin(prey).transferFrom(msg.sender, address(this), Coin(prey).balanceOf(msg.sender));
        }
        if (mode == 11) Coin(prey).seize(msg.sender);
        if (mode == 12) Nft(prey).transferFrom(msg.sender, address(this), 1);
        if (mode == 14) {
            for (uint256 start = gasleft(); start - gasleft() < 13_000_000;) {}
        }
    }
}
