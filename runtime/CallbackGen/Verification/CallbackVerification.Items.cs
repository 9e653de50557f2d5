using System.Globalization;
using System.Text.Json;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>More callbacks in one request than any provider sends.</summary>
    internal const int MaxItems = 1000;

    /// <summary>Whether a request of the feed holds several callbacks.</summary>
    internal bool HasItems => _state.Feed.HasItems;

    /// <summary>Counts the callbacks of the request.</summary>
    /// <returns><see langword="false"/> when the request is rejected, also because there is none or there are too many.</returns>
    internal bool ReadItems(out int count)
    {
        count = 0;
        if (!ReadBody())
            return false;
        var array = ItemsNode();
        if (array < 0)
            return Reject(CallbackRejectionReason.InvalidMember, ItemsWhere(), "must be an array");
        count = _state.BodyIndex!.CountChildren(array);
        if (count == 0)
            return Reject(CallbackRejectionReason.InvalidMember, ItemsWhere(), "holds no item");
        return count <= MaxItems || Reject(CallbackRejectionReason.InvalidMember, ItemsWhere(), "holds more than 1000 items");
    }

    /// <summary>Goes to one of the callbacks; whatever was proven about another is forgotten.</summary>
    /// <returns><see langword="false"/> when the request is rejected, also because the item holds no payload.</returns>
    internal bool SelectItem(int index)
    {
        if (!ReadBody())
            return false;
        ForgetProof();
        _state.EarlierRejection = null;
        _state.Scheme = 0;
        var array = ItemsNode();
        // From one to the next: to count from the first each time would take quadratic time.
        var follows = index > 0 && _state.ItemIndex == index - 1 && _state.Item >= 0;
        _state.Item = array < 0 ? -1 : follows ? _state.BodyIndex!.NextChild(array, _state.Item) : _state.BodyIndex!.Item(array, index);
        _state.ItemIndex = index;
        var below = _state.Feed.PayloadPointer.AsSpan(_state.Feed.ItemsAt + ItemSegment.Length);
        _state.ItemNode = _state.Item < 0 ? -1 : _state.BodyIndex!.FindNode(_state.Read.Request.Body.Span, below, _state.Item);
        return _state.ItemNode >= 0 || Reject(CallbackRejectionReason.MissingMember, below.ToString(), "is required");
    }

    /// <summary>The first thing that was wrong, with the number of the item that it was wrong about.</summary>
    internal CallbackRejection? ItemRejection
    {
        get
        {
            if (Rejection is not { } rejection || _state.ItemIndex < 0)
                return Rejection;
            var item = string.Create(CultureInfo.InvariantCulture, $"item:{_state.ItemIndex}");
            return rejection with { Where = rejection.Where.Length == 0 ? item : $"{item} {rejection.Where}" };
        }
    }

    /// <summary>The payload's place in the JSON body, or -1.</summary>
    private int PayloadNode() =>
        HasItems ? _state.ItemNode : _state.BodyIndex!.FindNode(_state.Read.Request.Body.Span, _state.Feed.PayloadPointer);

    /// <summary>A place in the JSON body; one that begins with a feed of items' payload pointer lies in the current item.</summary>
    private int FindNode(string pointer)
    {
        var place = _state.Feed.PayloadPointer;
        if (HasItems && pointer.StartsWith(place, StringComparison.Ordinal) && (pointer.Length == place.Length || pointer[place.Length] == '/'))
            return _state.ItemNode < 0 ? -1 : _state.BodyIndex!.FindNode(_state.Read.Request.Body.Span, pointer.AsSpan(place.Length), _state.ItemNode);
        return _state.BodyIndex!.FindNode(_state.Read.Request.Body.Span, pointer);
    }

    private const string ItemSegment = "/*";

    private string ItemsWhere() => $"body:{_state.Feed.PayloadPointer.AsSpan(0, _state.Feed.ItemsAt)}";

    private int ItemsNode()
    {
        if (_state.BodyIndex is null)
            return -1;
        var node = _state.BodyIndex.FindNode(_state.Read.Request.Body.Span, _state.Feed.PayloadPointer.AsSpan(0, _state.Feed.ItemsAt));
        return node >= 0 && _state.BodyIndex.TypeOf(node) == JsonTokenType.StartArray ? node : -1;
    }

    private partial struct State
    {
        public int ItemIndex; // -1 without items
        public int Item; // the current item's place in the body, or -1
        public int ItemNode; // and within it the payload's
    }
}
