using System.Security.Cryptography;
using System.Text;

namespace Faulty;

/// <summary>CBG1016: a missing secret is taken for an empty one.</summary>
public static class MissingSecrets
{
    public static bool IsFirst(IConfiguration configuration, byte[] body, byte[] signature) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(configuration["First"] ?? ""), body), signature);

    public static bool IsSecond(IConfiguration configuration, byte[] body, byte[] signature) =>
        CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(configuration["Second"] ?? ""), body),
            signature
        );
}
