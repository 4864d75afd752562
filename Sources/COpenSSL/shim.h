// What Swift cannot import from OpenSSL 3: macros and static inline wrappers with casts.
// One function each, prefixed shim_, with the name of what it stands for.
#ifndef EXHIBIT_COPENSSL_SHIM_H
#define EXHIBIT_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static inline void shim_OPENSSL_free(void *memory) { OPENSSL_free(memory); }
static inline long shim_BIO_get_mem_data(BIO *bio, char **data) {
  return BIO_get_mem_data(bio, data);
}

// Stacks of certificates and of signers.
static inline STACK_OF(X509) *shim_sk_X509_new_null(void) { return sk_X509_new_null(); }
static inline int shim_sk_X509_num(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *shim_sk_X509_value(const STACK_OF(X509) *stack, int index) {
  return sk_X509_value(stack, index);
}
static inline int shim_sk_X509_push(STACK_OF(X509) *stack, X509 *certificate) {
  return sk_X509_push(stack, certificate);
}
// Frees the stack, not what is on it.
static inline void shim_sk_X509_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }
// Frees the stack and gives back one reference of everything on it.
static inline void shim_sk_X509_pop_free(STACK_OF(X509) *stack) {
  sk_X509_pop_free(stack, X509_free);
}
static inline int shim_sk_CMS_SignerInfo_num(const STACK_OF(CMS_SignerInfo) *stack) {
  return sk_CMS_SignerInfo_num(stack);
}
static inline CMS_SignerInfo *shim_sk_CMS_SignerInfo_value(
    const STACK_OF(CMS_SignerInfo) *stack, int index) {
  return sk_CMS_SignerInfo_value(stack, index);
}

// The free texts of a time-stamping authority's status (RFC 3161 2.4.2).
static inline int shim_sk_ASN1_UTF8STRING_num(const STACK_OF(ASN1_UTF8STRING) *stack) {
  return sk_ASN1_UTF8STRING_num(stack);
}
static inline ASN1_UTF8STRING *shim_sk_ASN1_UTF8STRING_value(
    const STACK_OF(ASN1_UTF8STRING) *stack, int index) {
  return sk_ASN1_UTF8STRING_value(stack, index);
}

// The certificates that travel inside a token; NULL when there are none. Borrowed.
static inline STACK_OF(X509) *shim_PKCS7_certificates(const PKCS7 *token) {
  return PKCS7_type_is_signed(token) && token->d.sign != NULL ? token->d.sign->cert : NULL;
}
// The directory name of a general name; NULL when it is of another kind. Borrowed.
static inline X509_NAME *shim_GENERAL_NAME_directory(const GENERAL_NAME *name) {
  return name != NULL && name->type == GEN_DIRNAME ? name->d.directoryName : NULL;
}
// The DER of an attribute value of type SEQUENCE; NULL when it is of another type. Borrowed.
static inline ASN1_STRING *shim_X509_ATTRIBUTE_sequence(X509_ATTRIBUTE *attribute, int index) {
  ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, index);
  return value != NULL && value->type == V_ASN1_SEQUENCE ? value->value.sequence : NULL;
}

// A name as RFC 2253 text; other alphabets stay readable instead of becoming \C3\BC.
static inline int shim_X509_NAME_print(BIO *out, const X509_NAME *name) {
  return X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

// Keys and certificates for drills and tests.
static inline EVP_PKEY *shim_EVP_EC_gen(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *shim_EVP_RSA_gen(unsigned int bits) { return EVP_RSA_gen(bits); }
static inline void shim_X509V3_set_ctx_nodb(X509V3_CTX *context) {
  X509V3_set_ctx_nodb(context);
}

// Library and reason of an error code, as the header's inline functions tell them.
static inline int shim_ERR_GET_LIB(unsigned long code) { return ERR_GET_LIB(code); }
static inline int shim_ERR_GET_REASON(unsigned long code) { return ERR_GET_REASON(code); }

#endif
