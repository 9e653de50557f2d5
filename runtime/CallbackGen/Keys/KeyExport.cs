using System.Text;
using CallbackGen.Definitions;

namespace CallbackGen;

/// <summary>
/// Serializes keys, so that callbacks they verified can be verified again after the keys are no longer configured, looked up or fetched.
/// The bytes contain secrets: the caller must store them encrypted.
/// </summary>
internal static class KeyExport
{
    private const byte Version = 1;

    private enum Kind : byte
    {
        /// <summary>A configured text that may be public.</summary>
        Text = 1,

        /// <summary>A secret.</summary>
        Secret,

        /// <summary>A public key.</summary>
        PublicKey,
    }

    /// <summary>Serializes keys.</summary>
    /// <param name="name">The name of the key set, or null.</param>
    /// <param name="keys">The values of each key, by its name.</param>
    /// <param name="lookups">The texts by which keys were looked up, by the key's name.</param>
    /// <returns>The bytes, which are equal for equal keys.</returns>
    public static byte[] Write(
        string? name,
        IReadOnlyList<KeyValuePair<string, CallbackKey[]>> keys,
        IReadOnlyList<KeyValuePair<string, string>> lookups
    )
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        WriteText(writer, name);
        writer.Write(keys.Count);
        foreach (var (key, values) in keys)
        {
            writer.Write(key);
            writer.Write(values.Length);
            foreach (var value in values)
                WriteKey(writer, value);
        }

        writer.Write(lookups.Count);
        foreach (var (key, text) in lookups)
        {
            writer.Write(key);
            writer.Write(text);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Deserializes keys that <see cref="Write"/> serialized.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="keys">The values of each key, by its name.</param>
    /// <param name="lookups">The texts by which keys were looked up, by the key's name.</param>
    /// <returns>The name of the key set, or null.</returns>
    /// <exception cref="InvalidDataException">The bytes are malformed, or another version of the program wrote them.</exception>
    public static string? Read(byte[] bytes, out KeyValuePair<string, CallbackKey[]>[] keys, out KeyValuePair<string, string>[] lookups)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            if (reader.ReadByte() != Version)
                throw new InvalidDataException("The keys were written by another version of the program.");
            var name = ReadText(reader);
            keys = ReadList(reader, () => KeyValuePair.Create(reader.ReadString(), ReadList(reader, () => ReadKey(reader))));
            lookups = ReadList(reader, () => KeyValuePair.Create(reader.ReadString(), reader.ReadString()));
            return name;
        }
        catch (Exception failure) when (failure is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("The bytes are no keys.", failure);
        }
    }

    private static void WriteKey(BinaryWriter writer, CallbackKey key)
    {
        writer.Write(key.Id);
        writer.Write(
            (byte)(
                key.PublicKey is not null ? Kind.PublicKey
                : key.IsSecret ? Kind.Secret
                : Kind.Text
            )
        );
        WriteBytes(writer, key.Identity);
        if (key.PublicKey is not { } known)
            return;
        writer.Write(known.Token.IsRsa ? known.Token.SignatureBytes : 0);
        writer.Write((int)known.Token.Curve);
        WriteText(writer, known.KeyId);
        writer.Write((int)known.Algorithm);
        WriteTime(writer, known.NotBefore);
        WriteTime(writer, known.NotAfter);
    }

    private static CallbackKey ReadKey(BinaryReader reader)
    {
        var id = reader.ReadString();
        var kind = (Kind)reader.ReadByte();
        var bytes = ReadBytes(reader);
        if (kind != Kind.PublicKey)
            return new(id, bytes, kind == Kind.Secret);
        var rsaBytes = reader.ReadInt32();
        var token = new JwsPublicKey(bytes, rsaBytes * 8, (JwsAlgorithm)reader.ReadInt32());
        return new(
            id,
            new CallbackPublicKey(bytes, token.IsRsa, token)
            {
                KeyId = ReadText(reader),
                Algorithm = (JwsAlgorithm)reader.ReadInt32(),
                NotBefore = ReadTime(reader),
                NotAfter = ReadTime(reader),
            }
        );
    }

    private static T[] ReadList<T>(BinaryReader reader, Func<T> read)
    {
        var count = reader.ReadInt32();
        // Each item has at least one byte.
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException("The bytes are no keys.");
        var list = new T[count];
        for (var index = 0; index < count; index++)
            list[index] = read();
        return list;
    }

    private static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static void WriteBytes(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        return length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position
            ? reader.ReadBytes(length)
            : throw new InvalidDataException("The bytes are no keys.");
    }

    // The offset is written too, because a certificate's dates are in the machine's time zone.
    private static void WriteTime(BinaryWriter writer, DateTimeOffset time)
    {
        writer.Write(time.Ticks);
        writer.Write(time.Offset.Ticks);
    }

    private static DateTimeOffset ReadTime(BinaryReader reader) => new(reader.ReadInt64(), new TimeSpan(reader.ReadInt64()));
}
