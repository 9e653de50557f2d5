using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <content>The callbacks of a request that contains several, or none.</content>
public sealed partial class CallbackVerification
{
    internal bool HasItems => _items.AreSeveral;

    internal bool ReadItems(out int count) => _items.Count(out count);

    /// <summary>Rejects a request that contains no callback.</summary>
    internal bool RejectEmpty() => _items.RejectEmpty();

    /// <summary>Prepares the verification of a request that contains no callback: its steps run, and find no payload.</summary>
    internal void ExpectNothing()
    {
        ForgetProof();
        _payload.ExpectNothing();
    }

    /// <summary>The acknowledgement of such a request, when the schema builds it from the request; otherwise null.</summary>
    internal CallbackAcknowledgement? Acknowledgement => _payload.Acknowledgement;

    /// <summary>Stores the acknowledgement of a verified request that contains no callback.</summary>
    /// <returns><see langword="false"/> when the request is rejected, also because the acknowledgement could not be built.</returns>
    internal bool Acknowledge(CallbackAcknowledgement? acknowledgement)
    {
        _payload.Acknowledgement = acknowledgement;
        return !_turn.IsRejected;
    }

    /// <summary>Whether every step succeeded for a request that contains no callback.</summary>
    internal bool HasFoundNothing => _payload.HasFoundNothing;

    /// <summary>Whether one proof of the request proves each item, so that it need not be checked again.</summary>
    internal bool SharesProof => _payload.SharesProof;

    /// <summary>Begins the proof of an item, or of a request that is one callback.</summary>
    internal void BeginProof() => _items.Watch();

    /// <summary>Reads the payload of an item that the proof of an earlier item covers.</summary>
    internal T? ReadShared<T>()
        where T : class, IReadablePayload<T> => _payload.ReadShared<T>();

    /// <summary>Selects one of the callbacks. The proof of the previous callback is discarded, unless it covers every item.</summary>
    /// <returns><see langword="false"/> when the request is rejected, also because the item contains no payload.</returns>
    internal bool SelectItem(int index)
    {
        if (!ReadBody())
            return false;
        var keepsProof = SharesProof;
        if (keepsProof)
        {
            _payload.Forget();
        }
        else
        {
            _payload.ShareNothing();
            ForgetProof();
        }

        return _items.Select(index, keepsProof);
    }
}
