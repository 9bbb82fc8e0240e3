// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Reads balances and allowances around a call. It is never deployed: a node puts it at an address
/// for one simulation. At the wallet's own address `act` makes the call as the wallet would.
contract Probe {
    struct Question {
        address target;
        bytes data;
    }

    struct Answer {
        bool known;
        uint256 value;
    }

    receive() external payable {}

    fallback() external payable {}

    function read(Question[] calldata questions) public view returns (Answer[] memory answers) {
        answers = new Answer[](questions.length);
        for (uint256 i = 0; i < questions.length; i++) {
            answers[i] = ask(questions[i]);
        }
    }

    function act(address target, uint256 value, bytes calldata data, Question[] calldata questions)
        external
        payable
        returns (bool done, bytes memory returned, uint256 gas, Answer[] memory before, Answer[] memory later)
    {
        before = read(questions);
        gas = gasleft();
        (done, returned) = target.call{value: value}(data);
        gas -= gasleft();
        later = read(questions);
    }

    /// An address alone is asked for its coin.
    function ask(Question calldata question) private view returns (Answer memory) {
        if (question.data.length == 0) return Answer(true, question.target.balance);
        (bool done, bytes memory returned) = question.target.staticcall{gas: 150000}(question.data);
        if (!done || returned.length < 32) return Answer(false, 0);
        return Answer(true, abi.decode(returned, (uint256)));
    }
}
