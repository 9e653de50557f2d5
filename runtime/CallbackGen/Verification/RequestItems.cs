using System.Text.Json;

namespace CallbackGen.Verification;

/// <summary>The callbacks of one request, when the feed sends several, and the current one.</summary>
internal sealed class RequestItems(FeedTurn turn, RequestReading request)
{
    /// <summary>The largest number of callbacks in one request: more than any provider sends.</summary>
    internal const int MaxItems = 1000;

    private const string ItemSegment = "/*";

    private State _state;

    /// <summary>Whether a request of the feed contains several callbacks.</summary>
    public bool AreSeveral => turn.Feed.HasItems;

    /// <summary>Counts the callbacks of the request.</summary>
    /// <returns>
    /// <see langword="false"/> when the request is rejected, also because it has too many items, or none although only items are signed:
    /// any sender could send an empty request.
    /// </returns>
    public bool Count(out int count)
    {
        count = 0;
        if (!request.ReadBody())
            return false;
        var array = ArrayNode();
        if (array < 0)
            return Reject("must be an array");
        count = request.Index!.CountChildren(array);
        if (count == 0 && !turn.Feed.SignsContent && !turn.Feed.SignsNothing)
            return RejectEmpty();
        return count <= MaxItems || Reject("holds more than 1000 items");
    }

    /// <summary>Whether a value of the current item was read since <see cref="Watch"/>.</summary>
    public bool IsItemRead => _state.IsItemRead;

    /// <summary>Begins to record whether a value of the current item is read.</summary>
    public void Watch() => _state.IsItemRead = false;

    /// <summary>Selects one of the callbacks.</summary>
    /// <param name="index">The zero-based index of the callback.</param>
    /// <param name="keepsProof">Whether the current proof covers each of the callbacks.</param>
    /// <returns><see langword="false"/> when the item contains no payload.</returns>
    public bool Select(int index, bool keepsProof)
    {
        var array = ArrayNode();
        // Moves on from the previous item: counting from the first item each time would take quadratic time.
        var follows = index > 0 && turn.Place.Item == index - 1 && _state.HasItem;
        _state.Item =
            array < 0 ? -1
            : follows ? request.Index!.NextChild(array, _state.Item)
            : request.Index!.Item(array, index);
        _state.HasItem = _state.Item >= 0;
        var below = turn.Feed.PayloadPointer.AsSpan(turn.Feed.ItemsAt + ItemSegment.Length);
        _state.Payload = _state.HasItem ? request.Index!.FindNode(request.JsonBody, below, _state.Item) : -1;
        turn.SelectItem(index, keepsProof);
        return _state.Payload >= 0 || turn.Reject(CallbackRejectionReason.MissingMember, below.ToString(), "is required");
    }

    public void Forget() => _state = default;

    /// <summary>Returns the payload's node in the JSON body, or -1.</summary>
    public int PayloadNode()
    {
        if (!AreSeveral)
            return request.Index!.FindNode(request.JsonBody, turn.Feed.PayloadPointer);
        _state.IsItemRead = true;
        return _state.HasItem ? _state.Payload : -1;
    }

    /// <summary>
    /// Finds a node in the JSON body, or -1. In a feed of items, a pointer that begins with the payload pointer is relative to the current
    /// item.
    /// </summary>
    public int FindNode(string pointer)
    {
        var place = turn.Feed.PayloadPointer;
        if (
            !AreSeveral
            || !pointer.StartsWith(place, StringComparison.Ordinal)
            || (pointer.Length > place.Length && pointer[place.Length] != '/')
        )
            return request.Index!.FindNode(request.JsonBody, pointer);
        return PayloadNode() is >= 0 and var payload
            ? request.Index!.FindNode(request.JsonBody, pointer.AsSpan(place.Length), payload)
            : -1;
    }

    /// <summary>Rejects a request without a callback.</summary>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RejectEmpty() => Reject("holds no item");

    private bool Reject(string detail) =>
        turn.Reject(CallbackRejectionReason.InvalidMember, $"body:{turn.Feed.PayloadPointer.AsSpan(0, turn.Feed.ItemsAt)}", detail);

    private int ArrayNode()
    {
        if (request.Index is not { } index)
            return -1;
        var node = index.FindNode(request.JsonBody, turn.Feed.PayloadPointer.AsSpan(0, turn.Feed.ItemsAt));
        return node >= 0 && index.TypeOf(node) == JsonTokenType.StartArray ? node : -1;
    }

    private struct State
    {
        public bool HasItem;
        public int Item; // the current item's node in the body
        public int Payload; // the payload's node within the item, or -1
        public bool IsItemRead;
    }
}
