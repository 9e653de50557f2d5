using System.Globalization;
using System.Text.Json;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>More callbacks in one request than any provider sends.</summary>
    internal const int MaxItems = 1000;

    private int _itemIndex = -1;
    private int _itemNode = -1;

    /// <summary>Whether a request of the feed holds several callbacks.</summary>
    internal bool HasItems => _feed.HasItems;

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
        count = _bodyIndex!.CountChildren(array);
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
        _earlierRejection = null;
        _scheme = 0;
        var array = ItemsNode();
        _itemIndex = index;
        _itemNode = array < 0 ? -1 : _bodyIndex!.Item(array, index);
        var below = _feed.PayloadPointer.AsSpan(_feed.ItemsAt + ItemSegment.Length);
        if (_itemNode >= 0)
            _itemNode = _bodyIndex!.FindNode(_request.Body.Span, below, _itemNode);
        return _itemNode >= 0 || Reject(CallbackRejectionReason.MissingMember, below.ToString(), "is required");
    }

    /// <summary>The first thing that was wrong, with the number of the item that it was wrong about.</summary>
    internal CallbackRejection? ItemRejection
    {
        get
        {
            if (Rejection is not { } rejection || _itemIndex < 0)
                return Rejection;
            var item = string.Create(CultureInfo.InvariantCulture, $"item:{_itemIndex}");
            return rejection with { Where = rejection.Where.Length == 0 ? item : $"{item} {rejection.Where}" };
        }
    }

    /// <summary>The payload's place in the JSON body, or -1.</summary>
    private int PayloadNode() =>
        HasItems ? _itemNode : _bodyIndex!.FindNode(_request.Body.Span, _feed.PayloadPointer);

    /// <summary>A place in the JSON body; one that begins with a feed of items' payload pointer lies in the current item.</summary>
    private int FindNode(string pointer)
    {
        var place = _feed.PayloadPointer;
        if (HasItems && pointer.StartsWith(place, StringComparison.Ordinal) && (pointer.Length == place.Length || pointer[place.Length] == '/'))
            return _itemNode < 0 ? -1 : _bodyIndex!.FindNode(_request.Body.Span, pointer.AsSpan(place.Length), _itemNode);
        return _bodyIndex!.FindNode(_request.Body.Span, pointer);
    }

    private const string ItemSegment = "/*";

    private string ItemsWhere() => $"body:{_feed.PayloadPointer.AsSpan(0, _feed.ItemsAt)}";

    private int ItemsNode()
    {
        if (_bodyIndex is null)
            return -1;
        var node = _bodyIndex.FindNode(_request.Body.Span, _feed.PayloadPointer.AsSpan(0, _feed.ItemsAt));
        return node >= 0 && _bodyIndex.TypeOf(node) == JsonTokenType.StartArray ? node : -1;
    }
}
